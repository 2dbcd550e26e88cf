"""When which job runs: by its schedule, when somebody asks, when a failure is to be tried again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from apscheduler.executors.base import BaseExecutor
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.job import Job as PlannedJob
from apscheduler.schedulers.base import BaseScheduler

from governance import JobState, begin_job, job_states
from pivotwatch.service.context import Service
from pivotwatch.service.job import Job, timing_of
from pivotwatch.service.job_store import RecordJobStore, ScheduleTrigger
from pivotwatch.service.running import run_job


class Timetable(BaseScheduler):  # type: ignore[misc] # APScheduler ships no types
    """APScheduler's scheduler of the leading instance, told the time: `tick` is called once a second.

    Its job store is the governance record.

    Parameters
    ----------
    instance
        Name of this instance, for the record.
    executor
        Runs jobs; None = in threads of its own, so many that none has to wait for another.
    """

    def __init__(
        self,
        service: Service,
        jobs: Mapping[str, Job],
        instance: str,
        executor: BaseExecutor | None = None,
    ) -> None:
        self._service = service
        self._jobs = jobs
        self._instance = instance
        self._zone = service.settings.platform.zone
        self._executor = executor or ThreadPoolExecutor(len(jobs), {"thread_name_prefix": "job"})
        self._store = RecordJobStore(service.record, self._run, self._zone)
        self._claimed: dict[str, JobState] = {}
        super().__init__(
            timezone=self._zone, jobstores={"default": self._store}, executors={"default": self._executor}
        )
        self._timings = {
            name: timing_of(name, job, service.settings.service.schedule) for name, job in jobs.items()
        }

    def begin(self, now: datetime) -> None:
        """Plan every job: as stored, or anew by another schedule; at once what should have run before."""
        self.start()
        planned = {job.id for job in self.get_jobs()}
        for name in planned - self._jobs.keys():
            self.remove_job(name)
        states = job_states(self._service.record)
        for name in self._jobs:
            state, text = states.get(name, JobState(name)), self._timings[name].text
            first = self._first(state, now)
            if (state.schedule, state.next_at) != (text, first):
                trigger = ScheduleTrigger(text, self._zone)
                self.add_job(self._run, trigger, (name,), id=name, next_run_time=first, replace_existing=True)

    def tick(self, now: datetime) -> None:
        """Start what is due and does not run yet."""
        states = job_states(self._service.record)
        due = {job.id: job for job in self._store.get_due_jobs(now)}
        for name in self._jobs:
            if name not in due and self._wanted(states.get(name, JobState(name)), now):
                due[name] = self.get_job(name)
        for job in due.values():
            self._start(job, now)

    def stop(self) -> None:
        """Wait for the jobs that run; their transactions at hand are finished, no more begun."""
        self._service.stopping.set()
        if self.running:
            self.shutdown()

    def wakeup(self) -> None:
        """Do nothing: the next tick is at most a second away."""

    def shutdown(self, wait: bool = True) -> None:
        """End the executor and the store; APScheduler leaves the method to its schedulers."""
        super().shutdown(wait)

    def _first(self, state: JobState, now: datetime) -> datetime | None:
        """Return when a job runs first under a new leader."""
        when, kept = self._timings[state.name], state.next_run_at
        following = when.next_after(now, self._zone)
        if state.paused or following is None:
            return None
        if state.retry_at is not None:
            return state.retry_at  # failures go on backing off
        if self._missed(state, now):
            return now
        if kept is None or kept <= now or state.schedule != when.text:
            return following
        return min(kept, following)  # a clock that was put back must not keep a job waiting

    def _missed(self, state: JobState, now: datetime) -> bool:
        when, job, planned = self._timings[state.name], self._jobs[state.name], state.next_run_at
        if when.every is not None:  # what runs all the time need not wait for its first time
            return planned is None or planned <= now
        if job.missed is not None:
            return job.missed(self._service, now, when)
        if planned is None or planned > now:
            return False
        return state.succeeded_at is None or state.succeeded_at < planned

    def _wanted(self, state: JobState, now: datetime) -> bool:
        """Tell whether a job is to run, whatever its schedule says."""
        if state.running_by is not None:
            return False
        if state.asked_for is not None:
            return True
        wakes = self._jobs[state.name].wakes
        if wakes is None or state.paused or state.retry_at is not None:
            return False
        return state.name not in self._service.settings.service.schedule and wakes(self._service, now)

    def _start(self, job: PlannedJob, now: datetime) -> None:
        state = begin_job(self._service.record, job.id, self._instance, now)
        if state is None:
            return
        self._claimed[job.id] = state
        self._executor.submit_job(job, [now])
        # planned only now: whatever happens before, the job stays due
        following = None if state.paused else self._timings[job.id].next_after(now, self._zone)
        self.modify_job(job.id, next_run_time=following)

    def _run(self, name: str) -> None:
        run_job(self._service, name, self._jobs[name], self._claimed.pop(name), self._instance)
