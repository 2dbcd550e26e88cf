"""A service in this process, with a clock that the test moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.executors.debug import DebugExecutor

from foundation import Home
from governance import JobState, job_states
from pivotwatch.app import App
from pivotwatch.service.context import Service
from pivotwatch.service.job import Job
from pivotwatch.service.timetable import Timetable

MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


@dataclass
class MovedClock:
    """Tells the time that the test says."""

    at: datetime = MONDAY

    def now(self) -> datetime:
        return self.at

    def move(self, **by: float) -> datetime:
        self.at += timedelta(**by)
        return self.at


@dataclass
class World:
    """A service, its clock, and a timetable of the test's own jobs."""

    service: Service
    clock: MovedClock

    def timetable(self, jobs: Mapping[str, Job]) -> Timetable:
        """Return a timetable that runs jobs at once, in this thread."""
        made = Timetable(self.service, jobs, "test", DebugExecutor())
        made.begin(self.clock.now())
        return made

    def tick(self, timetable: Timetable, **later: float) -> None:
        timetable.tick(self.clock.move(**later))

    def state(self, name: str) -> JobState:
        return job_states(self.service.record)[name]


@contextmanager
def open_world(home: Home, **overrides: str) -> Iterator[World]:
    """Open a service on the home; `service__retry_first_seconds="5"` sets `service.retry_first_seconds`."""
    clock = MovedClock()
    names = {name.replace("__", "."): value for name, value in overrides.items()}
    app = App(home, clock, names)
    with app.warehouse() as warehouse:
        yield World(Service(app, warehouse), clock)


def counting(schedule: str, told: Callable[[], str] = lambda: "Did it.") -> tuple[Job, list[datetime]]:
    """Return a job, and the times at which it ran."""
    ran: list[datetime] = []

    def run(service: Service, now: datetime, asked: str) -> str:
        del service, asked
        ran.append(now)
        return told()

    return Job(about="count", schedule=schedule, run=run), ran
