"""Windows: closed periods in the platform's time zone, by default ISO weeks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from foundation.errors import InputError

WindowKind = Literal["week", "month", "day"]

_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A period of whole days.

    Attributes
    ----------
    start
        First day (platform time zone).
    end
        The day after the last (platform time zone).
    kind
        ISO week (ISO 8601: Monday first), calendar month or day.
    """

    start: date
    end: date
    kind: WindowKind = "week"

    @property
    def key(self) -> str:
        """The name: `2026-W47`, `2026-11` or `2026-11-21`."""
        if self.kind == "week":
            year, week, _ = self.start.isocalendar()
            return f"{year:04d}-W{week:02d}"
        return self.start.isoformat()[: 7 if self.kind == "month" else 10]

    def __str__(self) -> str:
        return self.key

    @property
    def next(self) -> Window:
        """The window that follows without a gap."""
        return window_of(self.end, self.kind)

    @property
    def previous(self) -> Window:
        """The window before, without a gap."""
        return window_of(self.start - timedelta(days=1), self.kind)

    def closes_at(self, zone: ZoneInfo) -> datetime:
        """Return the instant at which it closes: local midnight of `end`, daylight saving included."""
        return datetime.combine(self.end, time(), tzinfo=zone)


def window_of(day: date, kind: WindowKind) -> Window:
    """Return the window of that kind which holds the day."""
    if kind == "week":
        start = day - timedelta(days=day.weekday())
        return Window(start, start + timedelta(days=7), "week")
    if kind == "month":
        start = day.replace(day=1)
        return Window(start, (start + timedelta(days=32)).replace(day=1), "month")
    return Window(day, day + timedelta(days=1), "day")


def parse_window(text: str) -> Window:
    """Read `2026-W47`, `2026-11` or `2026-11-21`.

    Raises
    ------
    InputError
        When the text is none of these or names a period that does not exist.
    """
    text = text.strip()
    try:
        if match := _WEEK.fullmatch(text):
            return window_of(date.fromisocalendar(int(match[1]), int(match[2]), 1), "week")
        if match := _MONTH.fullmatch(text):
            return window_of(date(int(match[1]), int(match[2]), 1), "month")
        if _DAY.fullmatch(text):
            return window_of(date.fromisoformat(text), "day")
    except ValueError as error:
        raise InputError(f"There is no window {text!r}: {error}.") from error
    raise InputError(
        f"{text!r} is no window. Write an ISO week (2026-W47), a month (2026-11) or a date (2026-11-21)."
    )


def closed_windows(first: date, now: datetime, kind: WindowKind, zone: ZoneInfo) -> Iterator[Window]:
    """Yield, oldest first, every window from that of `first` on which has closed at `now`."""
    window = window_of(first, kind)
    while window.closes_at(zone) <= now:
        yield window
        window = window.next
