"""Applies the policy to findings: cases are opened, drafts written, owners told."""

from __future__ import annotations

from datetime import datetime

from foundation import counted
from pivotwatch.service.context import Service
from pivotwatch.service.job import Job


def _run(service: Service, now: datetime, asked: str) -> str:
    del now, asked
    from pivotwatch.governing import govern  # noqa: PLC0415 - an idle service needs none of it

    opened = joined = drafted = 0
    with service.reading() as warehouse:
        for one in govern(service.app, warehouse):
            opened += len(one.applied.opened)
            joined += len(one.applied.joined)
            drafted += len(one.applied.drafted)
            if service.stopping.is_set():
                break
    if not (opened or joined or drafted):
        return ""
    return (
        f"Opened {counted(opened, 'case')}, joined {counted(joined, 'finding')} to open ones, "
        f"wrote {counted(drafted, 'message')}."
    )


PLUGIN = Job(about="apply the policy to new findings: cases and drafts", schedule="every 15m", run=_run)
