"""Writes the weekly digest to each owner, on Monday morning there."""

from __future__ import annotations

from datetime import datetime

from foundation import counted
from pivotwatch.service.context import Service
from pivotwatch.service.job import Job


def _run(service: Service, now: datetime, asked: str) -> str:
    del now, asked
    from pivotwatch.governing import write_weekly_digests  # noqa: PLC0415 - an idle service needs none of it

    with service.reading() as warehouse:
        written = write_weekly_digests(service.app, warehouse)
    return f"Wrote {counted(len(written), 'digest')}." if written else ""


PLUGIN = Job(about="write the weekly digest to each owner", schedule="every 15m", run=_run)
