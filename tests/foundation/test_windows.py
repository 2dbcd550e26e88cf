"""Windows: keys, borders, closing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import InputError, WindowKind, closed_windows, parse_window, window_of

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("day", "kind", "key"),
    [
        (date(2026, 11, 21), "week", "2026-W47"),
        (date(2027, 1, 1), "week", "2026-W53"),
        (date(2024, 12, 30), "week", "2025-W01"),
        (date(2026, 2, 28), "month", "2026-02"),
        (date(2026, 2, 28), "day", "2026-02-28"),
    ],
)
def test_a_day_lies_in_the_window_with_the_iso_key(day: date, kind: WindowKind, key: str) -> None:
    """A day lies in the window that ISO 8601 names, also around New Year."""
    assert window_of(day, kind).key == key


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from(["week", "month", "day"]))
def test_every_key_reads_back_as_its_window(day: date, kind: WindowKind) -> None:
    """Every window's key reads back as the same window, and windows follow each other without a gap."""
    window = window_of(day, kind)
    assert parse_window(window.key) == window
    assert window.start <= day < window.end
    assert window.next.start == window.end
    assert window.next.previous == window


@pytest.mark.parametrize("text", ["2026-W54", "2026-13", "2026-02-30", "yesterday", "", "2026W", "26-W01"])
def test_what_is_no_window_is_refused_by_its_text(text: str) -> None:
    """A text that names no period is refused, and the message quotes it."""
    with pytest.raises(InputError) as refused:
        parse_window(text)
    assert repr(text) in str(refused.value)


def test_a_week_closes_at_local_midnight_also_when_clocks_change() -> None:
    """The week in which summer time ends is an hour longer, and closes at local midnight."""
    week = parse_window("2026-W43")
    assert week.closes_at(BERLIN).astimezone(UTC) == datetime(2026, 10, 25, 23, tzinfo=UTC)
    assert week.previous.closes_at(BERLIN).astimezone(UTC) == datetime(2026, 10, 18, 22, tzinfo=UTC)


def test_only_closed_windows_are_given() -> None:
    """A window is closed from the instant of local midnight on, and not a second before."""
    just_before = datetime(2026, 11, 22, 22, 59, 59, tzinfo=UTC)
    at_midnight = datetime(2026, 11, 22, 23, tzinfo=UTC)
    first = date(2026, 11, 10)
    assert [w.key for w in closed_windows(first, just_before, "week", BERLIN)] == ["2026-W46"]
    assert [w.key for w in closed_windows(first, at_midnight, "week", BERLIN)] == ["2026-W46", "2026-W47"]
