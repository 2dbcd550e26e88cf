"""Numbers, dates and confidence as people read them."""

from __future__ import annotations

import pytest

from foundation import counted, parse_window
from reports.words import (
    confidence_words,
    listed,
    moment,
    percent,
    period,
    points,
    spelled,
    window_name,
)
from tests.reports.filling import utc


def _plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0, "0%"), (0.001, "<1%"), (0.646, "65%"), (0.999, ">99%"), (1, "100%")],
)
def test_percentages_never_round_something_to_nothing_or_all(share: float, shown: str) -> None:
    """A share that is there is never shown as 0%, one that is not all never as 100%."""
    assert _plain(percent(share)) == shown


def test_percentage_points_carry_their_sign() -> None:
    """A difference of shares has a true minus sign; none at all has no sign."""
    assert (points(0.63), points(-0.615), points(0.001)) == ("+63", "\N{MINUS SIGN}62", "0")


@pytest.mark.parametrize(
    ("key", "days", "name"),
    [
        ("2026-W47", "16\N{EN DASH}22 November 2026", "week 47"),
        ("2026-W49", "30 November \N{EN DASH} 6 December 2026", "week 49"),
        ("2026-W53", "28 December 2026 \N{EN DASH} 3 January 2027", "week 53"),
        ("2026-11", "1\N{EN DASH}30 November 2026", "November 2026"),
        ("2026-11-21", "21 November 2026", "21 November 2026"),
    ],
)
def test_windows_are_named_as_people_name_them(key: str, days: str, name: str) -> None:
    """A window's days are a range that repeats no month or year without need."""
    assert _plain(period(parse_window(key))) == days
    assert _plain(window_name(key)) == name


def test_times_are_local() -> None:
    """A time kept in UTC is shown as the platform's clock showed it, on the local day."""
    assert _plain(moment(utc(2026, 7, 1, 22, 30), "Europe/Berlin")) == "2 July 2026, 00:30"


def test_counts_have_separators_and_number() -> None:
    """Counts have thousands separators, and one of a thing is singular."""
    assert [counted(n, "partner") for n in (0, 1, 2000)] == ["0 partners", "1 partner", "2,000 partners"]
    assert [spelled(n) for n in (0, 2, 1300)] == ["No", "Two", "1,300"]
    assert [listed(names) for names in ([], ["A"], ["A", "B", "C"])] == ["", "A", "A, B and C"]


def test_confidence_has_words() -> None:
    """Confidence in words rises with the figure and never says certain."""
    words = [confidence_words(each) for each in (0.2, 0.5, 0.7, 0.85, 0.99, 1.0)]
    assert words == [
        "a guess",
        "more likely than not",
        "likely",
        "very likely",
        "almost certain",
        "almost certain",
    ]
