"""APScheduler's job store in the governance record, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from apscheduler.executors.debug import DebugExecutor
from apscheduler.jobstores.base import ConflictingIdError, JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from foundation import Home
from governance import Act, Record, begin_job, job_states, open_record, pause_job
from pivotwatch.service.job_store import RecordJobStore, ScheduleTrigger

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def record(database: str, home: Home) -> Iterator[Record]:
    """An empty record, on SQLite and on PostgreSQL."""
    opened = open_record(database, home.governance_file)
    yield opened
    opened.dispose()


def _scheduler(record: Record, ran: list[str]) -> tuple[BackgroundScheduler, RecordJobStore]:
    """Return one of APScheduler's own schedulers over our store; started, but it looks at no job."""
    store = RecordJobStore(record, ran.append, BERLIN)
    options = {"jobstores": {"default": store}, "executors": {"default": DebugExecutor()}}
    scheduler = BackgroundScheduler(timezone=BERLIN, **options)
    scheduler.start(paused=True)
    return scheduler, store


def test_the_store_is_what_apscheduler_wants_of_one(record: Record) -> None:
    """Its own scheduler adds, finds, changes, pauses and removes jobs in it; another one reads them again."""
    ran: list[str] = []
    scheduler, store = _scheduler(record, ran)
    try:
        assert (store.get_all_jobs(), store.get_next_run_time(), store.lookup_job("late")) == ([], None, None)
        for name, next_run in (("late", NOW), ("never", None), ("early", NOW - timedelta(hours=1))):
            trigger = ScheduleTrigger("0 6 * * mon", BERLIN)
            scheduler.add_job(ran.append, trigger, (name,), id=name, next_run_time=next_run)
        with pytest.raises(ConflictingIdError):
            scheduler.add_job(ran.append, trigger, ("late",), id="late", next_run_time=NOW)

        other = RecordJobStore(record, ran.append, BERLIN)
        other.start(scheduler, "default")
        assert [job.id for job in other.get_all_jobs()] == ["early", "late", "never"]
        assert other.get_next_run_time() == NOW - timedelta(hours=1)
        (early,) = other.get_due_jobs(NOW - timedelta(seconds=1))
        assert (early.id, str(early.trigger), early.next_run_time) == (
            "early",
            "0 6 * * mon",
            NOW - timedelta(hours=1),
        )
        assert early.trigger.get_next_fire_time(NOW, NOW) == NOW + timedelta(days=7)
        assert [job.id for job in other.get_due_jobs(NOW)] == ["early", "late"]
        early.func(*early.args)
        assert ran == ["early"]

        scheduler.modify_job("early", next_run_time=NOW + timedelta(hours=1))
        scheduler.pause_job("late")
        assert other.get_due_jobs(NOW) == []
        assert [job.id for job in other.get_all_jobs()] == ["early", "late", "never"]
        scheduler.remove_job("early")
        for gone in (lambda: other.remove_job("early"), lambda: other.update_job(early)):
            with pytest.raises(JobLookupError):
                gone()
        scheduler.remove_all_jobs()
        assert other.get_all_jobs() == []
    finally:
        scheduler.shutdown()


def test_what_is_known_of_a_job_outlives_its_plan(record: Record) -> None:
    """Paused or running, it is not due; planned no more, it is still paused."""
    ran: list[str] = []
    scheduler, store = _scheduler(record, ran)
    try:
        for name in ("paused", "running", "due"):
            trigger = ScheduleTrigger("every 60s", BERLIN)
            scheduler.add_job(ran.append, trigger, (name,), id=name, next_run_time=NOW)
        pause_job(record, "paused", Act("anna", NOW), paused=True)
        assert begin_job(record, "running", "another", NOW) is not None
        assert [job.id for job in store.get_due_jobs(NOW)] == ["due"]
        scheduler.remove_job("paused")
        assert job_states(record)["paused"].paused
        assert store.lookup_job("paused") is None
    finally:
        scheduler.shutdown()
