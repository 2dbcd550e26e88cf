"""Ids from content."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import Home, fold, stable_id, stable_number


@pytest.mark.parametrize("variant", ["Acme GmbH", "  acme   gmbh ", "ACME\tGMBH", "\uff21cme GmbH"])
def test_variants_of_case_and_white_space_are_one_name(variant: str) -> None:
    """Two spellings that differ by case, white space or Unicode width fold to one."""
    assert fold(variant) == "acme gmbh"


def test_different_names_stay_different() -> None:
    """Folding keeps names apart that differ in a letter."""
    assert fold("acme gmbh") != fold("acme gmb")


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_only_equal_parts_give_equal_ids(one: list[str], other: list[str]) -> None:
    """The same parts give the same id; parts shifted between neighbours do not."""
    strip = [[part.replace("\x1f", "") for part in parts] for parts in (one, other)]
    one, other = ([*parts, "end"] for parts in strip)
    assert (stable_id("x", *one) == stable_id("x", *other)) == (one == other)


def test_a_keyed_number_cannot_be_made_without_the_key(home: Home) -> None:
    """The number of a secret depends on the home's key, and fits a signed 64-bit column."""
    key = home.secret_key()
    assert stable_number("api-key-1", key=key) == stable_number("api-key-1", key=home.secret_key())
    assert stable_number("api-key-1", key=key) != stable_number("api-key-1")
    assert 0 <= stable_number("api-key-1", key=key) < 2**63
