"""Sends messages that are approved and due."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from pivotwatch.service.context import Service
from pivotwatch.service.job import Job


def _run(service: Service, now: datetime, asked: str) -> str:
    del asked
    from governance import messages_due, messages_held  # noqa: PLC0415 - beside what follows from it

    if not (messages_due(service.record, now, limit=1) or messages_held(service.record, now, limit=1)):
        return ""
    from pivotwatch.governing import outbox_of  # noqa: PLC0415 - templates and TLS: only when there is mail

    outcomes: Counter[str] = Counter()
    for delivered in outbox_of(service.app).deliver():
        outcomes[delivered.outcome] += 1
        if service.stopping.is_set():
            break
    if not outcomes or set(outcomes) == {"later"}:
        return ""
    return "Messages: " + ", ".join(f"{n} {outcome}" for outcome, n in sorted(outcomes.items())) + "."


PLUGIN = Job(about="send messages that are approved and due", schedule="every 30s", run=_run)
