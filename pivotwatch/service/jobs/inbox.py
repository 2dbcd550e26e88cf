"""Reads the mailbox: bounces and partners' answers."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from pivotwatch.service.context import Service
from pivotwatch.service.job import Job


def _run(service: Service, now: datetime, asked: str) -> str:
    del now, asked
    if not service.settings.governance.inbox.host:
        return ""
    from pivotwatch.governing import read_mailbox  # noqa: PLC0415 - only where there is a mailbox

    kinds: Counter[str] = Counter()
    for received in read_mailbox(service.app):
        kinds[received.kind] += 1
        if service.stopping.is_set():
            break
    if not kinds:
        return ""
    return "Mail: " + ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items())) + "."


PLUGIN = Job(about="read bounces and answers from the mailbox", schedule="every 2m", run=_run)
