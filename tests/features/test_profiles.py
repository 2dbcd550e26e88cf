"""Profiles: what the scalings do, on the article's table and on rows where formulas say nothing."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from features import Scaling, pooled, profile_frame, scaled, usage_matrix


def _scaled(row: list[int], scaling: Scaling = "row_minmax") -> list[float]:
    profile: list[float] = scaled(csr_array(np.array([row])), scaling).toarray()[0].round(4).tolist()
    return profile


def test_row_minmax_of_the_article() -> None:
    """Partner A of the article becomes (x - min) / (max - min) of its own row, zeros among it."""
    assert _scaled([30, 3, 20, 23, 0, 0]) == [1.0, 0.1, 0.6667, 0.7667, 0.0, 0.0]


def test_the_least_used_endpoint_is_zero_when_all_are_used() -> None:
    """A partner that uses every endpoint has 0 at its least used one."""
    assert _scaled([10, 20, 30]) == [0.0, 0.5, 1.0]


@pytest.mark.parametrize(
    ("row", "profile"),
    [([5, 5, 5], [1.0, 1.0, 1.0]), ([7], [1.0]), ([0, 0, 0], [0.0, 0.0, 0.0]), ([0], [0.0])],
)
def test_flat_rows(row: list[int], profile: list[float]) -> None:
    """Where max = min nothing is divided by zero: equal use of everything is 1 each, no use is 0 each."""
    assert _scaled(row) == profile


def test_shares_and_hellinger() -> None:
    """Shares sum to 1, and their square roots have length 1."""
    assert _scaled([1, 3, 0, 0], "shares") == [0.25, 0.75, 0.0, 0.0]
    assert _scaled([1, 3, 0, 0], "hellinger") == [0.5, 0.866, 0.0, 0.0]


@settings(deadline=None)  # a busy machine is no failure
@given(
    st.lists(st.lists(st.integers(0, 10**9), min_size=4, max_size=4), min_size=1, max_size=6),
    st.sampled_from(["row_minmax", "shares", "hellinger"]),
)
def test_values_stay_in_range_and_match_the_dense_formula(rows: list[list[int]], scaling: Scaling) -> None:
    """Any counts give finite values in [0, 1], and row-wise min-max is that of the dense rows."""
    counts = np.array(rows)
    profiles = scaled(csr_array(counts), scaling).toarray()
    assert np.isfinite(profiles).all()
    assert (profiles >= 0).all()
    assert (profiles <= 1 + 1e-12).all()
    if scaling == "row_minmax":
        bottom, top = counts.min(axis=1, keepdims=True), counts.max(axis=1, keepdims=True)
        varied = (top > bottom)[:, 0]
        expected = (counts[varied] - bottom[varied]) / (top[varied] - bottom[varied])
        np.testing.assert_allclose(profiles[varied], expected, atol=1e-12)


def _usage(*rows: tuple[str, int, int, int]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=["partner_id", "endpoint_id", "calls", "errors"], orient="row")


def test_errors_do_not_count_as_use() -> None:
    """The profile is made of successful calls; an endpoint called in vain keeps its counts with value 0."""
    frame = profile_frame(usage_matrix(_usage(("a", 1, 10, 0), ("a", 2, 90, 85), ("a", 3, 4, 4)), [1, 2, 3]))
    assert frame.rows() == [("a", 1, 10, 0, 1.0), ("a", 2, 90, 85, 0.5), ("a", 3, 4, 4, 0.0)]


def test_row_order_makes_no_difference() -> None:
    """The same usage in another order, or in parts, gives the same profiles."""
    one = _usage(("b", 2, 7, 0), ("a", 1, 10, 0), ("a", 2, 5, 0))
    two = _usage(("a", 2, 2, 0), ("a", 1, 10, 0), ("a", 2, 3, 0), ("b", 2, 7, 0))
    assert profile_frame(usage_matrix(one, [1, 2])).equals(profile_frame(usage_matrix(two, [2, 1])))


def test_endpoints_outside_the_vocabulary_are_left_out() -> None:
    """Usage of an endpoint that is not counted makes no row and no partner."""
    matrix = usage_matrix(_usage(("a", 1, 10, 0), ("scanner", 9, 99, 99)), [1])
    assert matrix.partners == ("a",)
    assert profile_frame(matrix)["endpoint_id"].to_list() == [1]


def test_no_usage_is_no_profile() -> None:
    """A window without usage gives an empty frame of the same columns."""
    frame = profile_frame(usage_matrix(_usage(), [1, 2]))
    assert frame.columns == ["partner_id", "endpoint_id", "calls", "errors", "value"]
    assert len(frame) == 0


def test_pooling_leaves_out_partners_without_success() -> None:
    """Several windows pool to one row a partner; who only failed is not there."""
    usage = _usage(("a", 1, 5, 0), ("a", 1, 6, 1), ("b", 1, 3, 3))
    matrix = pooled(usage, [1])
    assert matrix.partners == ("a",)
    assert matrix.successes.toarray().tolist() == [[10]]
