"""What about a window's data should make a reader careful."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from foundation import counted
from reports.content import Report
from reports.words import day, listed, number, percent

__all__ = ["lag", "lag_words", "warnings"]

_REJECTED_SHARE = 0.01
_NOT_TOLD_SHARE = 0.05
_LAG = timedelta(hours=6)


def lag(report: Report) -> timedelta | None:
    """Return how long before the window's end its newest call began; None when no call has a time."""
    if report.health.newest is None:
        return None
    closed = report.window.closes_at(ZoneInfo(report.platform.time_zone))
    return closed - report.health.newest.replace(tzinfo=UTC)


def lag_words(report: Report) -> str:
    """Return the lag as people say it: `2 hours before the end`."""
    before = lag(report)
    if before is None:
        return ""
    hours = round(before / timedelta(hours=1))
    if hours < 1:
        return f"right up to the end of the {report.window.kind}"
    amount = counted(hours, "hour") if hours < 48 else counted(round(hours / 24), "day")
    return f"{amount} before the end of the {report.window.kind}"


def warnings(report: Report) -> list[str]:
    """Return a sentence for each thing to be careful about; empty when the data is sound."""
    return [*_incomplete(report), *_refused(report), *_not_told(report)]


def _incomplete(report: Report) -> Iterator[str]:
    health = report.health
    if not health.calls:
        yield "There is not one call in it."
        return
    if health.missing_days:
        days = listed([day(each) for each in health.missing_days])
        yield f"No calls at all on {days}: is a log file missing?"
    before = lag(report)
    if before is not None and before > _LAG:
        yield f"The newest call is {lag_words(report)}: is the last log file missing?"
    if health.stale:
        windows = listed(list(health.stale))
        yield f"Records for {windows} came after the judgement; `pivotwatch run` judges again."


def _refused(report: Report) -> Iterator[str]:
    health = report.health
    if health.lines and health.rejects / health.lines > _REJECTED_SHARE:
        yield f"{percent(health.rejects / health.lines)} of the lines read were refused."
    if health.unreadable:
        yield f"Of {counted(health.unreadable, 'input')} no line could be read."


def _not_told(report: Report) -> Iterator[str]:
    health = report.health
    if not health.calls:
        return
    if health.nobody_calls / health.calls > _NOT_TOLD_SHARE:
        part = percent(health.nobody_calls / health.calls)
        yield f"{part} of the calls ({number(health.nobody_calls)}) name nobody; they are in no profile."
    if health.unmatched_calls / health.calls > _NOT_TOLD_SHARE:
        part = percent(health.unmatched_calls / health.calls)
        yield (
            f"{part} of the calls ({number(health.unmatched_calls)}) match no endpoint; an OpenAPI document "
            "would name them."
        )
