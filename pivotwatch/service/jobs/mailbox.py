"""Reads the mailbox that bounces and answers come to."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from pivotwatch.service.context import Service
from pivotwatch.service.job import Job


def _run(service: Service, now: datetime, asked: str) -> str:
    del now, asked
    if not service.settings.governance.inbox.host:
        return ""
    from pivotwatch.governing import read_mailbox  # noqa: PLC0415 - an idle service needs none of it

    kinds: Counter[str] = Counter()
    for received in read_mailbox(service.app):
        kinds[received.kind] += 1
        if service.stopping.is_set():
            break
    if not kinds:
        return ""
    return "E-mail: " + ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items())) + "."


PLUGIN = Job(about="read the mailbox of bounces and answers", schedule="every 2m", run=_run)
