"""Closes windows: profiles, groups and findings of every closed window that is not processed yet."""

from __future__ import annotations

from datetime import UTC, datetime, time

from foundation import counted
from governance import request_job
from pivotwatch.pending import Pending, pending
from pivotwatch.service.apart import STORE
from pivotwatch.service.context import Service
from pivotwatch.service.job import Job
from pivotwatch.service.timing import Timing
from pivotwatch.stages.register import sync_register


def _run(service: Service, now: datetime, asked: str) -> str:
    del now, asked
    done, findings, alerts = [], 0, 0
    with service.writing() as warehouse:
        for summary in service.apart(warehouse, "pivotwatch.cycle:process", service.app, STORE):
            if not summary.provisional:
                done.append(summary.window)
                findings += summary.pivots + summary.other_findings
                alerts += summary.alerts
            if service.stopping.is_set():
                break
    if not done:
        return ""
    request_job(service.record, "govern")  # findings are there: their cases need not wait
    windows = done[0] if len(done) == 1 else f"{len(done)} windows, {done[0]} to {done[-1]}"
    return f"Processed {windows}: {counted(findings, 'finding')}, {counted(alerts, 'alert')}."


def _missed(service: Service, now: datetime, timing: Timing) -> bool:
    """Tell whether a closed window waits that the timetable would have processed already."""
    zone = service.settings.platform.zone
    ends = (
        datetime.combine(window.end, time(), zone).astimezone(UTC)
        for window, _ in _pending(service, now).windows
    )
    return any(timing.was_due(end, now, zone) for end in ends)


def _pending(service: Service, now: datetime) -> Pending:
    kind, zone = service.window_kind(), service.settings.platform.zone
    with service.writing() as warehouse:
        sync_register(warehouse, service.record)
        return pending(warehouse, kind, zone, now)


PLUGIN = Job(
    about="process every closed window: profiles, groups, findings",
    schedule="0 6 * * mon",
    run=_run,
    missed=_missed,
)
