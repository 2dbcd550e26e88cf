"""Numbers, dates and confidence as people read them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from foundation import Window, parse_window

__all__ = [
    "confidence_words",
    "day",
    "humanised",
    "listed",
    "moment",
    "number",
    "percent",
    "period",
    "points",
    "spelled",
    "window_name",
]

_NBSP = "\N{NO-BREAK SPACE}"
_DASH = "\N{EN DASH}"
_SMALL = (
    "No",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
)
_CONFIDENCE = (
    (0.95, "almost certain"),
    (0.85, "very likely"),
    (0.7, "likely"),
    (0.5, "more likely than not"),
)


def number(value: int) -> str:
    """Return a count with thousands separators: `12,345`."""
    return f"{value:,}"


def spelled(value: int) -> str:
    """Return a count to begin a sentence with: `Two`, `13`."""
    return _SMALL[value] if value < len(_SMALL) else number(value)


def percent(share: float) -> str:
    """Return a share of one as a percentage; what is there but rounds to nothing is `<1%`."""
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1:
        return ">99%"
    return f"{share:.0%}"


def points(share: float) -> str:
    """Return a difference of two shares in percentage points, with its sign: `+63`."""
    whole = round(share * 100)
    return f"{whole:+d}".replace("-", "\N{MINUS SIGN}") if whole else "0"


def confidence_words(confidence: float) -> str:
    """Return a probability in words: `very likely`."""
    return next((words for least, words in _CONFIDENCE if confidence >= least), "a guess")


def day(value: date) -> str:
    """Return a date: `22 November 2026`."""
    return f"{value.day}{_NBSP}{value:%B %Y}"


def moment(value: datetime, time_zone: str) -> str:
    """Return a time in UTC as local time there: `22 November 2026, 23:58`."""
    local = value.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(time_zone))
    return f"{day(local.date())}, {local:%H:%M}"


def period(window: Window) -> str:
    """Return a window's days: `16-22 November 2026`, with an en dash."""
    first, last = window.start, window.end - timedelta(days=1)
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{_DASH}{day(last)}"
    if first.year == last.year:
        return f"{first.day}{_NBSP}{first:%B} {_DASH} {day(last)}"
    return f"{day(first)} {_DASH} {day(last)}"


def window_name(window: Window | str) -> str:
    """Return what people call a window: `week 47`, `November 2026`, `21 November 2026`."""
    each = parse_window(window) if isinstance(window, str) else window
    if each.kind == "week":
        return f"week{_NBSP}{each.start.isocalendar().week}"
    return f"{each.start:%B %Y}" if each.kind == "month" else day(each.start)


def humanised(name: str) -> str:
    """Return a code name as words: `volume_spike` becomes `Volume spike`."""
    return name.replace("_", " ").strip().capitalize()


def listed(names: list[str]) -> str:
    """Return names as prose: `A, B and C`."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
