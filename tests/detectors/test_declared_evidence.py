"""What a breach of a declaration shows: shares before and after, and parts of the change that sum to all."""

from __future__ import annotations

import pytest

from detectors.base import Evidence
from detectors.examples import history_of, repeated
from detectors.methods.declared import Parameters, judge

_DECLARED = {"a": {"groups": [], "endpoints": ["GET /contacts"]}}


def _evidence(before: dict[str, int], after: dict[str, int]) -> dict[str, Evidence]:
    history = history_of({"a": repeated(before, 8) + repeated(after, 2)}, declarations=_DECLARED)
    (found,) = judge(history, Parameters())
    return {each.endpoint: each for each in found.evidence}


def test_contributions_are_parts_of_the_change() -> None:
    """What was called a little before counts by how much it rose, not by how much there is of it."""
    seen = _evidence(
        {"GET /contacts": 980, "GET /invoices": 20},
        {"GET /contacts": 600, "GET /invoices": 120, "POST /orders": 280},
    )
    assert [each.endpoint for each in seen.values()] == ["POST /orders", "GET /invoices"]
    shares = (seen["GET /invoices"].before, seen["GET /invoices"].after)
    assert shares == pytest.approx((0.02, 0.12), abs=0.001)
    assert seen["GET /invoices"].contribution == pytest.approx(0.10 / 0.38, abs=0.001)
    assert sum(each.contribution for each in seen.values()) == pytest.approx(1)


def test_what_fell_tells_nothing_of_the_change() -> None:
    """An undeclared endpoint whose share fell is shown, with no part in the change."""
    seen = _evidence(
        {"GET /contacts": 970, "GET /invoices": 30},
        {"GET /contacts": 690, "GET /invoices": 10, "POST /orders": 300},
    )
    assert [each.contribution for each in seen.values()] == [1.0, 0.0]
