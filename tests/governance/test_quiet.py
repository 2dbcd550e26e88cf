"""Quiet hours: any instant, any zone."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.messages.quiet import quiet_until
from governance.settings import MailSettings

DEFAULT = MailSettings()
_TIMES = st.integers(1_577_836_800, 2_051_222_400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
_ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati"])


@given(_TIMES, _ZONES)
def test_it_ends_on_a_working_day_in_working_hours(now: datetime, zone: str) -> None:
    """What waits goes out between eight and seven on a working day there, within four days."""
    until = quiet_until(now, ZoneInfo(zone), DEFAULT)
    moment = (until or now).astimezone(ZoneInfo(zone))
    assert moment.weekday() < 5
    assert time(8) <= moment.time() < time(19)
    assert now <= moment <= now + timedelta(days=4)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("2026-11-16T09:00", None),  # a Monday morning
        ("2026-11-16T20:00", "2026-11-17T07:00"),  # Monday night to Tuesday, 8:00 in Berlin
        ("2026-11-20T18:30", "2026-11-23T07:00"),  # Friday, 19:30 there, to Monday
        ("2026-03-28T12:00", "2026-03-30T06:00"),  # over the weekend of summer time: an hour less
    ],
)
def test_in_berlin(now: str, told: str | None) -> None:
    """Nights and weekends are quiet, by the local clock."""
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    expected = datetime.fromisoformat(told).replace(tzinfo=UTC) if told else None
    assert quiet_until(moment, ZoneInfo("Europe/Berlin"), DEFAULT) == expected


def test_no_quiet_hours_at_all() -> None:
    """Where both hours are one and weekends count, nothing ever waits."""
    never = MailSettings(quiet_from=time(0), quiet_until=time(0), quiet_weekends=False)
    saturday_night = datetime(2026, 11, 21, 23, tzinfo=UTC)
    assert quiet_until(saturday_night, ZoneInfo("UTC"), never) is None
