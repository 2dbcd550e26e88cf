"""Names of groups: readable, unlike each other, and harmless whatever paths say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustering import LONGEST_NAME, EndpointName, group_name
from clustering.naming import noun

ENDPOINTS = [
    EndpointName("POST", "/v2/contacts"),
    EndpointName("GET", "/v2/contacts/{id}"),
    EndpointName("POST", "/v2/invoices"),
    EndpointName("GET", "/v2/invoices/{id}"),
]
PLATFORM = np.array([0.2, 0.2, 0.2, 0.2])


def _name(*values: float, taken: tuple[str, ...] = ()) -> str:
    return group_name(np.array(values), PLATFORM, ENDPOINTS, taken)


def test_names_say_what_is_done_to_what() -> None:
    """A group is named after the endpoints it uses more than others do: writers, readers or both."""
    assert _name(1.0, 0.2, 0.2, 0.2) == "Contact writers"
    assert _name(0.1, 0.1, 0.1, 0.9) == "Invoice readers"
    assert _name(0.9, 0.9, 0.0, 0.0) == "Contact users"
    assert _name(1.0, 0.0, 0.0, 0.9) == "Contact writers, Invoice readers"


def test_headings_of_a_table_name_groups_too() -> None:
    """An endpoint known only by a heading such as `POST Contact` names writers; other headings name users."""
    headings = {
        "POST Contact": "Contact writers",
        "GET Contact": "Contact readers",
        "Contact": "Contact users",
    }
    for heading, name in headings.items():
        assert group_name(np.array([1.0]), np.array([0.1]), [EndpointName("", heading)], ()) == name


def test_a_taken_name_is_told_apart() -> None:
    """Two groups never share a name: first the next telling endpoints are added, then a number."""
    assert _name(1.0, 0.2, 0.45, 0.2, taken=("Contact writers",)) == "Contact writers, Invoice writers"
    assert _name(1.0, 0.2, 0.2, 0.2, taken=("contact WRITERS",)) == "Contact writers 2"


def test_a_group_that_tells_nothing_is_named_by_what_it_uses() -> None:
    """The only group of a platform is named after its most used endpoints."""
    assert group_name(PLATFORM, PLATFORM, ENDPOINTS, ()) == "Contact users, Invoice users"


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("/v2/contacts/{id}", "Contact"),
        ("/api/v1/companies", "Company"),
        ("/users/:id/addresses", "Address"),
        ("Contact", "Contact"),
        ("/v1/{id}", "V1"),
        ("/", "Root"),
    ],
)
def test_nouns(template: str, expected: str) -> None:
    """The noun is the last literal segment in the singular, versions and parameters left out."""
    assert noun(template) == expected


@settings(deadline=None)  # a busy machine is no failure
@given(st.text(max_size=200))
def test_hostile_paths_make_harmless_names(path: str) -> None:
    """Whatever a path holds, the name is short, printable and free of markup and formulas."""
    name = group_name(np.array([1.0]), np.array([0.1]), [EndpointName("POST", path)], ())
    assert name.isprintable()
    assert 0 < len(name) <= LONGEST_NAME
    assert not set(name) & set("<>&\"'=+@\\/`")
