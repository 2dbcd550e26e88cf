"""Does what has become due without a new finding: notices of answers, reminders, escalations, webhooks."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from pivotwatch.service.context import Service
from pivotwatch.service.job import Job


def _run(service: Service, now: datetime, asked: str) -> str:
    del now, asked
    from pivotwatch.governing import follow  # noqa: PLC0415 - an idle service needs none of it

    told = ", ".join(f"{number} {what}" for what, number in asdict(follow(service.app)).items() if number)
    return f"Wrote {told}." if told else ""


PLUGIN = Job(
    about="write what has become due: reminders, escalations, notices of answers",
    schedule="every 60s",
    run=_run,
)
