"""Forgets a partner, when somebody asks: the service owns the store that this changes."""

from __future__ import annotations

import json
from datetime import datetime

from foundation import InputError
from governance import Act
from pivotwatch.forgetting import forget
from pivotwatch.service.context import Service
from pivotwatch.service.job import Job


def _run(service: Service, now: datetime, asked: str) -> str:
    if not asked:
        raise InputError("Say whom: `pivotwatch forget PARTNER`.")
    given = json.loads(asked)
    return forget(service, given["partner"], Act(given["by"], now)).sentence()


PLUGIN = Job(about="forget a partner for whom `pivotwatch forget` asks", schedule="off", run=_run)
