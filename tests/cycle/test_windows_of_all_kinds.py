"""Days, months and time zones: when a window is closed, and that all kinds are processed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from foundation import FixedClock, Home, Warehouse
from pivotwatch.app import App
from tests.cycle.cycle_usage import load, run, usage_of


def app(home: Home, moment: datetime, **settings: str) -> App:
    return App(home, FixedClock(moment), {f"platform.{name}": value for name, value in settings.items()})


@pytest.mark.parametrize(
    ("zone", "closed"), [("UTC", ["2026-W02"]), ("America/New_York", []), ("Asia/Tokyo", ["2026-W02"])]
)
def test_a_window_closes_at_local_midnight(
    home: Home, warehouse: Warehouse, zone: str, closed: list[str]
) -> None:
    """A week is over when it is Monday where the platform is, not where the machine is."""
    load(warehouse, usage_of([0]))
    moment = datetime(2026, 1, 12, 2, tzinfo=UTC)
    assert [one.window for one in run(app(home, moment, time_zone=zone), warehouse)] == closed


def test_months_and_days_are_processed_as_weeks_are(home: Home, warehouse: Warehouse) -> None:
    """With months or days as windows, every closed month or day is processed."""
    load(warehouse, usage_of(range(9)))
    moment = datetime(2026, 3, 1, 1, tzinfo=UTC)
    months = run(app(home, moment, window="month"), warehouse)
    assert [one.window for one in months] == ["2026-01", "2026-02"]
    days = Warehouse.in_memory()
    load(days, usage_of([0]))
    done = run(app(home, datetime(2026, 1, 8, 1, tzinfo=UTC), window="day"), days, "2026-01-07")
    assert [one.window for one in done] == ["2026-01-05", "2026-01-06", "2026-01-07"]


def test_a_holiday_in_the_calendar_does_not_count_as_silence(home: Home, warehouse: Warehouse) -> None:
    """A partner that is away in a week of the calendar is told a week later than otherwise."""
    from governance import CalendarEvent, add_event  # noqa: PLC0415 - only this test needs it

    load(warehouse, usage_of(range(13)))
    at = app(home, datetime(2026, 4, 6, 1, tzinfo=UTC))
    add_event(
        at.record, CalendarEvent("holiday", date(2026, 3, 16), date(2026, 3, 18), "Spring"), at.clock.now()
    )
    run(at, warehouse)
    (told,) = warehouse.rows("SELECT win FROM findings WHERE kind = 'silence'")
    assert told == ("2026-W13",)
