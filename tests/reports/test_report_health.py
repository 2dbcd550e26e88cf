"""When the report tells its reader to be careful about the data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from foundation import Warehouse
from reports import read_report
from reports.content import Report
from reports.health_words import lag_words, warnings
from tests.reports.filling import PLATFORM, utc


@pytest.fixture
def report(quiet: Warehouse) -> Report:
    return read_report(quiet, PLATFORM)


def test_sound_data_gives_no_warning(report: Report) -> None:
    """A few rejects and duplicates in thousands of lines are nothing to warn of."""
    assert warnings(report) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"missing_days": [date(2026, 11, 18), date(2026, 11, 19)]},
            "No calls at all on 18 November 2026 and 19",
        ),
        ({"newest": utc(2026, 11, 21, 23, 0)}, "The newest call is 24 hours before the end of the week"),
        ({"stale": ["2026-W46"]}, "Records for 2026-W46 came after the judgement"),
        ({"rejects": 4000}, "of the lines read were refused"),
        ({"unreadable": 1}, "Of 1 input no line could be read"),
        ({"nobody_calls": 4000}, "name nobody"),
        ({"unmatched_calls": 4000}, "match no endpoint"),
        ({"calls": 0, "nobody_calls": 0, "unmatched_calls": 0}, "There is not one call in it"),
    ],
)
def test_each_trouble_is_told(report: Report, change: dict[str, Any], said: str) -> None:
    """Each trouble with the data gives its own sentence, and only that."""
    (told,) = warnings(replace(report, health=replace(report.health, **change)))
    assert said in told.replace("\N{NO-BREAK SPACE}", " ")


def test_lag_counts_to_local_midnight(report: Report) -> None:
    """The lag runs to the window's end on the platform's clock, not to midnight UTC."""
    at = replace(report, health=replace(report.health, newest=utc(2026, 11, 22, 21, 0)))
    assert lag_words(at) == "2 hours before the end of the week"
