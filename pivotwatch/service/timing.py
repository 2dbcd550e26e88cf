"""When a job runs: crontab's five fields, `every 30s`, or `off`. The arithmetic is APScheduler's."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from apscheduler.triggers.cron import CronTrigger

OFF = "off"
_EVERY = re.compile(r"every\s+(\d+)\s*([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_FIELDS = 5


class Timing:
    """When something is to happen.

    Parameters
    ----------
    every
        The pause between two times; None = by the crontab.
    crontab
        Five fields; None with neither = never.
    """

    def __init__(self, text: str, every: timedelta | None = None, crontab: str | None = None) -> None:
        self.text = text
        self.every = every
        self.crontab = crontab

    @property
    def is_off(self) -> bool:
        """Whether it never happens."""
        return self.every is None and self.crontab is None

    def next_after(self, moment: datetime, zone: ZoneInfo) -> datetime | None:
        """Return the first time after the moment, UTC; None = never.

        Where a local time does not exist, because clocks are put forward, it happens an hour later.
        """
        if self.every is not None:
            return moment.astimezone(UTC) + self.every
        if self.crontab is None:
            return None
        from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415 - only the service needs it

        trigger: CronTrigger = CronTrigger.from_crontab(self.crontab, timezone=zone)
        # the trigger answers with the moment itself where that fits
        found = trigger.get_next_fire_time(None, moment.astimezone(zone) + timedelta(microseconds=1))
        return None if found is None else found.astimezone(UTC)

    def was_due(self, since: datetime, now: datetime, zone: ZoneInfo) -> bool:
        """Tell whether a time lies between the two."""
        following = self.next_after(since, zone)
        return following is not None and following <= now


def timing(text: str) -> Timing:
    """Read a timing.

    Raises
    ------
    ValueError
        Telling what can be written.

    Examples
    --------
    >>> timing("every 5m").every
    datetime.timedelta(seconds=300)
    """
    plain = " ".join(text.lower().split())
    if plain == OFF:
        return Timing(plain)
    if match := _EVERY.fullmatch(plain):
        seconds = int(match[1]) * _SECONDS[match[2]]
        if seconds:
            return Timing(plain, every=timedelta(seconds=seconds))
    if len(plain.split()) == _FIELDS:
        return Timing(plain, crontab=_checked(plain))
    raise ValueError(
        f"{text!r} is no time: write crontab's five fields with the day's name (`0 6 * * mon`), "
        "`every` and a number with s, m, h or d (`every 30s`), or `off`"
    )


def _checked(crontab: str) -> str:
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415 - see above

    if re.search(r"\d", crontab.split()[4]):
        # crontab counts from Sunday, APScheduler from Monday
        raise ValueError(f"{crontab!r}: write the day of the week as a name, mon to sun")
    try:
        CronTrigger.from_crontab(crontab, timezone=UTC)
    except ValueError as error:
        raise ValueError(f"{crontab!r} is no crontab: {error}") from error
    return crontab
