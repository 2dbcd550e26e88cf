"""Quiet hours: no e-mail reaches a partner in its night or on its weekend. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from governance.settings import MailSettings

_SATURDAY = 5
_LONGEST_DAYS = 8


def quiet_until(now: datetime, zone: ZoneInfo, settings: MailSettings) -> datetime | None:
    """Return when the quiet time that it is now ends, aware, in UTC; None = it is no quiet time.

    Parameters
    ----------
    zone
        The partner's.
    """
    if not _quiet(now, zone, settings):
        return None
    day = now.astimezone(zone).date()
    for offset in range(_LONGEST_DAYS):
        # a wall clock that does not exist (spring forward) is read as the moment right after the gap
        local = datetime.combine(day + timedelta(days=offset), settings.quiet_until, zone)
        moment = local.astimezone(UTC)
        if moment > now and not _quiet(moment, zone, settings):
            return moment
    return None  # quiet_from equals quiet_until on working days: there is no quiet time then


def _quiet(moment: datetime, zone: ZoneInfo, settings: MailSettings) -> bool:
    local = moment.astimezone(zone)
    if settings.quiet_weekends and local.weekday() >= _SATURDAY:
        return True
    return _between(local.time(), settings.quiet_from, settings.quiet_until)


def _between(clock: time, start: time, end: time) -> bool:
    if start <= end:
        return start <= clock < end
    return clock >= start or clock < end
