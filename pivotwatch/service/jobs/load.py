"""Loads what the tap has accepted, each record exactly once."""

from __future__ import annotations

from datetime import datetime

from foundation import PivotwatchError
from pivotwatch.service.context import Service
from pivotwatch.service.job import Job

_MOST_NAMED = 5


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
        f"Loaded {total.calls:,} calls of {segments:,} segments; {total.duplicates:,} duplicates, "
        f"{total.rejects:,} rejects."
    )


PLUGIN = Job(about="load what the tap has accepted", schedule="every 60s", run=_run)
