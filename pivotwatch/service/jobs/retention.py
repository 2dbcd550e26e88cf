"""Erases what has expired; what windows are made of is never touched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from foundation import named_sql
from pivotwatch.service.context import Service
from pivotwatch.service.job import Job
from pivotwatch.tapping import spool_folder

_LOADED = "loaded"


def _run(service: Service, now: datetime, asked: str) -> str:
    del asked
    kept = service.settings.service.retention
    today = now.astimezone(service.settings.platform.zone).date()
    at = now.astimezone(UTC).replace(tzinfo=None)
    before = {
        "calls_before": today - timedelta(days=kept.calls_days),
        "rejects_before": at - timedelta(days=kept.rejects_days),
        "runs_before": at - timedelta(days=kept.runs_days),
    }
    with service.writing() as warehouse:
        calls, rejects, runs = warehouse.one(named_sql("pivotwatch", "retention_expired"), before)
        if calls or rejects or runs:
            with warehouse.transaction():
                for name in ("calls", "rejects", "runs"):
                    sql = named_sql("pivotwatch", f"retention_{name}")
                    warehouse.execute(sql, {f"{name}_before": before[f"{name}_before"]})
    segments = _erase_segments(service, now, kept.segments_days)
    if not (calls or rejects or runs or segments):
        return ""
    return (
        f"Erased {calls:,} calls, {rejects:,} quarantined lines, {runs:,} notes of runs and "
        f"{segments:,} loaded segments. Daily usage stays."
    )


def _erase_segments(service: Service, now: datetime, days: int) -> int:
    folder = spool_folder(service.app.home, service.settings.tap) / _LOADED
    oldest = now.timestamp() - timedelta(days=days).total_seconds()
    expired = [file for file in folder.glob("*") if file.is_file() and file.stat().st_mtime < oldest]
    for file in expired:
        file.unlink()
    return len(expired)


PLUGIN = Job(about="erase what has expired", schedule="45 3 * * *", run=_run)
