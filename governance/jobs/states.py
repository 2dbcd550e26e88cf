"""What is known of each job. It survives restarts, and it is how the command line asks a running service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, case, delete, insert, select, update

from governance.acts import Act, from_column, to_column
from governance.audit.writing import write_audit
from governance.jobs.tables import JOB_RUNS, JOBS
from governance.record import Record, writing

JobOutcome = Literal["done", "nothing", "failed", "interrupted"]
_KEPT_RUNS = 200
_LONGEST_TEXT = 4000
_TIMES = ("started_at", "finished_at", "succeeded_at", "retry_at", "next_run_at")


@dataclass(frozen=True, slots=True)
class JobState:
    """One job.

    Attributes
    ----------
    request, served
        How often somebody asked for it, and the asking that its last run answered.
    asked_for
        The argument of an asking that is not answered yet; None = nobody waits.
    running_by
        The instance that runs it now.
    outcome
        Of the last run; empty = it never ran.
    told
        What the last run did, or why it failed.
    failures
        In a row.
    retry_at
        Not before then; None = by its timetable.
    schedule
        By which it was planned; None = no service has planned it yet.
    next_run_at
        When its schedule has it run next; None = paused, or never by itself.
    """

    name: str
    paused: bool = False
    request: int = 0
    asked_for: str | None = None
    served: int = 0
    running_by: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    succeeded_at: datetime | None = None
    outcome: str = ""
    told: str = ""
    failures: int = 0
    retry_at: datetime | None = None
    schedule: str | None = None
    next_run_at: datetime | None = None

    @property
    def next_at(self) -> datetime | None:
        """When it runs next: after a failure by its back-off, else by its schedule; None = not by itself."""
        return None if self.paused or self.next_run_at is None else self.retry_at or self.next_run_at


@dataclass(frozen=True, slots=True)
class JobRun:
    """One run that ended."""

    name: str
    instance: str
    started_at: datetime
    seconds: float
    outcome: str
    told: str


def job_states(record: Record) -> dict[str, JobState]:
    """Return what is known of each job that ever ran, was paused or asked for, by name."""
    with record.connect() as connection:
        rows = connection.execute(select(JOBS)).mappings().all()
    return {row["name"]: state_of(row) for row in rows}


def job_runs(record: Record, name: str | None = None, limit: int = 20) -> list[JobRun]:
    """Return the newest runs first; None = of every job."""
    query = select(JOB_RUNS).order_by(JOB_RUNS.c.run_id.desc()).limit(limit)
    with record.connect() as connection:
        rows = connection.execute(query.where(JOB_RUNS.c.name == name) if name else query).mappings().all()
    names = ("name", "instance", "seconds", "outcome", "told")
    return [
        JobRun(**{each: row[each] for each in names}, started_at=from_column(row["started_at"]))
        for row in rows
    ]


def pause_job(
    record: Record, name: str, act: Act, *, paused: bool, next_run_at: datetime | None = None
) -> None:
    """Keep a job from running by its timetable, or let it again; one that was asked for runs all the same.

    Parameters
    ----------
    next_run_at
        When it goes on; a paused job has none.
    """
    values = {"paused": paused, "next_run_at": None if paused else to_column(next_run_at)}
    with writing(record) as connection:
        there(connection, name)
        connection.execute(update(JOBS).where(JOBS.c.name == name).values(**values))
        write_audit(connection, act.now, act.actor, "job.paused" if paused else "job.resumed", name, {})


def request_job(record: Record, name: str, argument: str = "") -> int:
    """Ask the service to run a job soon; returns the number to look for in `served`."""
    with writing(record) as connection:
        number = there(connection, name).request + 1
        values = {"request": number, "asked_for": argument}
        connection.execute(update(JOBS).where(JOBS.c.name == name).values(**values))
    return number


def begin_job(record: Record, name: str, instance: str, now: datetime) -> JobState | None:
    """Claim a job for a run; None = it is running. The state returned has what was asked for."""
    with writing(record) as connection:
        before = there(connection, name)
        if before.running_by is not None:
            return None
        # what was asked for stays until it is done: cut short, it is done again
        values = {"running_by": instance, "started_at": to_column(now)}
        connection.execute(update(JOBS).where(JOBS.c.name == name).values(**values))
    return before


def end_job(
    record: Record,
    state: JobState,
    run: JobRun,
    now: datetime,
    retry_at: datetime | None = None,
) -> int:
    """Note how a run ended; returns how many failed in a row, this one included.

    Parameters
    ----------
    state
        As `begin_job` returned it.
    """
    failures = state.failures + 1 if run.outcome == "failed" else 0
    told = run.told[:_LONGEST_TEXT]
    values: dict[str, Any] = {
        "running_by": None,
        "finished_at": to_column(now),
        "served": state.request,
        "asked_for": case((JOBS.c.request > state.request, JOBS.c.asked_for)),
        "outcome": run.outcome,
        "failures": failures,
        "retry_at": to_column(retry_at),
    }
    if run.outcome != "nothing":
        values["told"] = told
    if not failures:
        values["succeeded_at"] = to_column(now)
    with writing(record) as connection:
        mine = (JOBS.c.name == run.name, JOBS.c.running_by == run.instance)
        connection.execute(update(JOBS).where(*mine).values(**values))
        if run.outcome != "nothing":  # a job of every minute would push out what is worth reading
            _note_run(connection, run, told)
    return failures


def take_over_jobs(record: Record, now: datetime) -> list[str]:
    """Free the claims of instances that lead no more; returns the jobs whose runs were cut short.

    Those that run by themselves are due at once.
    """
    at = to_column(now)
    with writing(record) as connection:
        names = list(connection.scalars(select(JOBS.c.name).where(JOBS.c.running_by.is_not(None))))
        values = {
            "running_by": None,
            "outcome": "interrupted",
            "finished_at": at,
            "next_run_at": case((JOBS.c.next_run_at.is_not(None), at)),
        }
        connection.execute(update(JOBS).where(JOBS.c.name.in_(names)).values(**values))
    return names


def drop_requests(record: Record) -> None:
    """Forget what was asked for and is not done: whoever asked waits no more."""
    with writing(record) as connection:
        connection.execute(update(JOBS).values(asked_for=None))


def there(connection: Connection, name: str) -> JobState:
    """Return what is known of a job; its row is made when it is missing."""
    row = connection.execute(select(JOBS).where(JOBS.c.name == name)).mappings().first()
    if row is not None:
        return state_of(row)
    fresh = {"paused": False, "request": 0, "served": 0, "outcome": "", "told": "", "failures": 0}
    connection.execute(insert(JOBS).values(name=name, **fresh))
    return JobState(name)


def _note_run(connection: Connection, run: JobRun, told: str) -> None:
    values = {"name": run.name, "instance": run.instance, "started_at": to_column(run.started_at)}
    rest = {"seconds": run.seconds, "outcome": run.outcome, "told": told}
    connection.execute(insert(JOB_RUNS).values(**values, **rest))
    mine = select(JOB_RUNS.c.run_id).where(JOB_RUNS.c.name == run.name)
    oldest = connection.scalar(mine.order_by(JOB_RUNS.c.run_id.desc()).offset(_KEPT_RUNS).limit(1))
    if oldest is not None:
        connection.execute(delete(JOB_RUNS).where(JOB_RUNS.c.name == run.name, JOB_RUNS.c.run_id <= oldest))


def state_of(row: RowMapping) -> JobState:
    """Return a row of the table."""
    values = {name: row[name] for name in JobState.__dataclass_fields__ if name not in _TIMES}
    return JobState(**values, **{name: from_column(row[name]) for name in _TIMES})
