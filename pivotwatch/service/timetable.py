"""When which job runs: by its timing, when somebody asks, when a failure is to be tried again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

from governance import JobState, begin_job, job_states
from pivotwatch.service.context import Service
from pivotwatch.service.job import Job
from pivotwatch.service.running import run_job
from pivotwatch.service.timing import Timing, timing

log = logging.getLogger(__name__)

_THREADS = 4
Submit = Callable[[Callable[[], object]], None]


def timings(jobs: Mapping[str, Job], schedule: Mapping[str, str]) -> dict[str, Timing]:
    """Return when each job runs: as set, else as it ships."""
    return {name: timing(schedule.get(name, job.schedule)) for name, job in jobs.items()}


class Timetable:
    """The jobs of the leading instance; `tick` is called once a second, and by tests with any time.

    Parameters
    ----------
    instance
        Name of this instance, for the record.
    submit
        Runs a function soon; None = in threads of its own.
    """

    def __init__(
        self, service: Service, jobs: Mapping[str, Job], instance: str, submit: Submit | None = None
    ) -> None:
        self._service = service
        self._jobs = jobs
        self._instance = instance
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="job") if submit is None else None
        self._submit = submit or self._to_pool
        self._timings = timings(jobs, service.settings.service.schedule)
        self._next: dict[str, datetime | None] = {}

    def begin(self, now: datetime) -> None:
        """Plan every job: at once what the stores say should have run before, else by its timing."""
        states = job_states(self._service.record)
        for name, job in self._jobs.items():
            if self._missed(name, job, states.get(name), now):
                self._next[name] = now
            else:
                self._plan(name, now)

    def tick(self, now: datetime) -> None:
        """Start what is due and does not run yet."""
        states = job_states(self._service.record)
        for name in self._jobs:
            state = states.get(name, JobState(name))
            if state.running_by is None and (state.asked_for is not None or self._due(state, now)):
                self._start(name, now)

    def stop(self) -> None:
        """Wait for the jobs that run; their transactions at hand are finished, no more begun."""
        self._service.stopping.set()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def _due(self, state: JobState, now: datetime) -> bool:
        if state.paused:
            self._plan(state.name, now)  # when it goes on, it goes on by its timing
            return False
        at = state.retry_at or self._next.get(state.name)
        if at is not None and at <= now:
            return True
        return state.retry_at is None and self._wakes(state.name, now)

    def _wakes(self, name: str, now: datetime) -> bool:
        wakes = self._jobs[name].wakes
        return (
            wakes is not None
            and name not in self._service.settings.service.schedule
            and wakes(self._service, now)
        )

    def _start(self, name: str, now: datetime) -> None:
        self._plan(name, now)
        state = begin_job(self._service.record, name, self._instance, now)
        if state is not None:
            job = self._jobs[name]
            self._submit(lambda: run_job(self._service, name, job, state, self._instance))

    def _plan(self, name: str, now: datetime) -> None:
        self._next[name] = self._timings[name].next_after(now, self._service.settings.platform.zone)

    def _missed(self, name: str, job: Job, state: JobState | None, now: datetime) -> bool:
        when, zone = self._timings[name], self._service.settings.platform.zone
        if when.every is not None:
            return True  # what runs all the time need not wait for its first time
        if when.crontab is None:
            return False
        if job.missed is not None:
            return job.missed(self._service, now, when)
        return (
            state is not None
            and state.succeeded_at is not None
            and when.was_due(state.succeeded_at, now, zone)
        )

    def _to_pool(self, run: Callable[[], object]) -> None:
        assert self._pool is not None  # noqa: S101 - it is what made this the way to submit
        self._pool.submit(run).add_done_callback(_tell_of_bug)


def _tell_of_bug(done: Future[object]) -> None:
    if not done.cancelled() and (error := done.exception()) is not None:
        log.error("A job's own bookkeeping failed.", exc_info=error)
