"""The first sentence of a report."""

from __future__ import annotations

from dataclasses import replace

import pytest

from foundation import Warehouse
from reports import headline, read_report, render_html
from reports.headline import caveat
from tests.reports.filling import MEMBERS, PLATFORM, Fill, weeks


def _said(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_pivots_are_counted_and_the_urgent_one_is_named(eventful: Warehouse) -> None:
    """With two pivots, one of high severity, the headline says that one needs the reader first."""
    report = read_report(eventful, PLATFORM)
    assert _said(headline(report)) == "Two partners changed their use case in week 47; one needs you first."


@pytest.mark.parametrize(
    ("severities", "alert", "said"),
    [
        (["high", "high"], True, "Two partners changed their use case in week 47; both need you."),
        (["high"], True, "One partner changed its use case in week 47 and needs you first."),
        (["low", "medium"], True, "Two partners changed their use case in week 47; nothing is urgent."),
        (["high"], False, "One partner changed its use case in week 47; no alert was raised."),
    ],
)
def test_urgency_follows_alerts_and_severity(
    eventful: Warehouse, severities: list[str], alert: bool, said: str
) -> None:
    """Only an alerting pivot of high severity is said to need the reader."""
    report = read_report(eventful, PLATFORM)
    pivots = [
        replace(pivot, severity=severity, alert=alert)
        for pivot, severity in zip(report.pivots, severities, strict=False)
    ]
    assert _said(headline(replace(report, pivots=pivots))) == said


def test_a_quiet_week_says_so(quiet: Warehouse) -> None:
    """A week without findings says that nothing changed and for how many partners."""
    assert (
        headline(read_report(quiet, PLATFORM))
        == "Nothing changed in 2026-W47: 18 partners kept their use case."
    )


def test_other_alerts_are_not_called_nothing(eventful: Warehouse) -> None:
    """A week without pivots but with another alert does not say that nothing changed."""
    report = replace(read_report(eventful, PLATFORM), pivots=())
    assert (
        _said(headline(report))
        == "No partner changed its use case in week 47; one other finding wants a look."
    )


def test_the_first_window_compares_with_nothing(fill: Fill) -> None:
    """The platform's first window claims no change and no standstill."""
    fill.week(weeks(1)[0], MEMBERS)
    said = headline(read_report(fill.warehouse, PLATFORM))
    assert said == "2026-W39 is the first week on record: 18 partners in 3 use-case groups."


def test_a_window_without_calls_is_not_called_quiet(fill: Fill) -> None:
    """A window in which nobody called says that, not that nothing changed, and lists nobody as silent."""
    before, empty = weeks(2)
    fill.week(before, MEMBERS)
    fill.week(empty, {})
    report = read_report(fill.warehouse, PLATFORM)
    assert _said(headline(report)) == "Nobody called in week 40: there is nothing to compare."
    assert "There is not one call in it" in render_html(report)
    assert not report.silent


def test_few_windows_make_findings_provisional(young: Warehouse, quiet: Warehouse) -> None:
    """In learning time the report says that and why findings are provisional; after it, it does not."""
    told = caveat(read_report(young, PLATFORM))
    assert told is not None
    assert told.startswith("Provisional: this is week 3 of the 8 from which")
    assert caveat(read_report(quiet, PLATFORM)) is None
