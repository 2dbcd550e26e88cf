"""Loads what the tap has accepted, each record exactly once."""

from __future__ import annotations

from datetime import datetime

from foundation import PivotwatchError, counted
from gateway_tap import SEALED, listed
from pivotwatch.service.context import Service
from pivotwatch.service.job import Job
from pivotwatch.tapping import spool_folder

_MOST_NAMED = 5
_WAITS_SECONDS = 5.0
"""A load costs some tenths of a second however little it brings, so segments gather for a moment."""


def _run(service: Service, now: datetime, asked: str) -> str:
    del now, asked
    # the formats take a while to import, and an idle service needs none
    from ingest import Counts  # noqa: PLC0415 - see above
    from pivotwatch.spooling import loader_of  # noqa: PLC0415 - see above

    total, segments, problems = Counts(), 0, []
    for one in loader_of(service.app, service.writing).load_all():
        segments += not one.problem
        total += one.counts
        if one.problem:
            problems.append(f"{one.name} {one.problem}")
        if service.stopping.is_set():
            break
    if problems:
        raise PivotwatchError("; ".join(problems[:_MOST_NAMED]))
    if not segments:
        return ""
    return (
        f"Loaded {counted(total.calls, 'call')} of {counted(segments, 'segment')}; "
        f"{counted(total.duplicates, 'duplicate')}, {counted(total.rejects, 'reject')}."
    )


def _waits(service: Service, now: datetime) -> bool:
    """Tell whether a record was accepted some seconds ago and is not loaded."""
    oldest = next(listed(spool_folder(service.app.home, service.settings.tap), SEALED), None)
    return oldest is not None and now.timestamp() - oldest[0].opened_ms / 1000 >= _WAITS_SECONDS


PLUGIN = Job(about="load what the tap has accepted", schedule="every 60s", run=_run, wakes=_waits)
