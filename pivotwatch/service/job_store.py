"""APScheduler's job store over the governance record: plain columns, and no pickles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from apscheduler.job import Job
from apscheduler.jobstores.base import BaseJobStore, ConflictingIdError, JobLookupError
from apscheduler.triggers.base import BaseTrigger

from governance import JobState, Record, add_plan, change_plan, due_jobs, job_states, remove_plans
from pivotwatch.service.timing import timing

_NO_LIMIT = 1_000_000
"""Of instances: that no job runs twice at once is what the claim in the record sees to."""


class ScheduleTrigger(BaseTrigger):  # type: ignore[misc] # APScheduler ships no types
    """Fires by a schedule as the settings write it."""

    __slots__ = ("schedule", "zone")

    def __init__(self, schedule: str, zone: ZoneInfo) -> None:
        self.schedule = schedule
        self.zone = zone

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        """Return the first time after now: what passed meanwhile is not made up for one by one."""
        del previous_fire_time
        return timing(self.schedule).next_after(now, self.zone)

    def __str__(self) -> str:
        return self.schedule


class RecordJobStore(BaseJobStore):  # type: ignore[misc] # APScheduler ships no types
    """The jobs of the service in the table `jobs`, beside what is known of their runs.

    A row says when; what is done is code of this installation. A job that is paused, or backs off after a
    failure, is so in the record, whatever its trigger says.

    Parameters
    ----------
    run
        Runs the job of the name given.
    zone
        The platform's.
    """

    def __init__(self, record: Record, run: Callable[[str], object], zone: ZoneInfo) -> None:
        super().__init__()
        self._record = record
        self._run = run
        self._zone = zone

    def lookup_job(self, job_id: str) -> Job | None:
        """Return the job; None = it is not planned."""
        state = job_states(self._record).get(job_id)
        return None if state is None or state.schedule is None else self._job(state)

    def get_due_jobs(self, now: datetime) -> list[Job]:
        """Return the jobs whose time has come and that do not run, the longest due first."""
        return [self._job(state) for state in due_jobs(self._record, now)]

    def get_next_run_time(self) -> datetime | None:
        """Return the earliest time at which a job runs next."""
        jobs = self.get_all_jobs()
        return jobs[0].next_run_time if jobs else None

    def get_all_jobs(self) -> list[Job]:
        """Return the planned jobs by their next time; last those that have none."""
        planned = [state for state in job_states(self._record).values() if state.schedule is not None]
        far = datetime.max.replace(tzinfo=self._zone)
        return [self._job(state) for state in sorted(planned, key=lambda one: (one.next_at or far, one.name))]

    def add_job(self, job: Job) -> None:
        """Plan a job."""
        if not add_plan(self._record, job.id, str(job.trigger), job.next_run_time):
            raise ConflictingIdError(job.id)

    def update_job(self, job: Job) -> None:
        """Plan a job anew."""
        if not change_plan(self._record, job.id, str(job.trigger), job.next_run_time):
            raise JobLookupError(job.id)

    def remove_job(self, job_id: str) -> None:
        """Plan a job no more; what is known of its runs stays."""
        if not remove_plans(self._record, job_id):
            raise JobLookupError(job_id)

    def remove_all_jobs(self) -> None:
        """Plan no job any more."""
        remove_plans(self._record)

    def _job(self, state: JobState) -> Job:
        job = Job(
            self._scheduler,
            id=state.name,
            name=state.name,
            func=self._run,
            args=(state.name,),
            kwargs={},
            trigger=ScheduleTrigger(state.schedule or "", self._zone),
            executor="default",
            next_run_time=state.next_at,
            coalesce=True,
            misfire_grace_time=None,
            max_instances=_NO_LIMIT,
        )
        job._jobstore_alias = self._alias  # noqa: SLF001 - a store's own duty, and there is no other way
        return job
