"""When each job runs next: the rows of a scheduler's job store, as plain columns that run nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update

from governance.acts import to_column
from governance.jobs.states import JobState, state_of, there
from governance.jobs.tables import JOBS
from governance.record import Record, writing


def due_jobs(record: Record, now: datetime) -> list[JobState]:
    """Return the planned jobs whose time has come, the longest due first; none that is paused or runs."""
    at = func.coalesce(JOBS.c.retry_at, JOBS.c.next_run_at)
    waits = (JOBS.c.next_run_at.is_not(None), JOBS.c.running_by.is_(None), ~JOBS.c.paused)
    query = select(JOBS).where(*waits, at <= to_column(now)).order_by(at, JOBS.c.name)
    with record.connect() as connection:
        return [state_of(row) for row in connection.execute(query).mappings()]


def add_plan(record: Record, name: str, schedule: str, next_run_at: datetime | None) -> bool:
    """Plan a job that has no plan; False = it has one, which stays as it is."""
    with writing(record) as connection:
        if there(connection, name).schedule is not None:
            return False
        values = {"schedule": schedule, "next_run_at": to_column(next_run_at)}
        connection.execute(update(JOBS).where(JOBS.c.name == name).values(**values))
    return True


def change_plan(record: Record, name: str, schedule: str, next_run_at: datetime | None) -> bool:
    """Plan a job anew; False = it has no plan."""
    values = {"schedule": schedule, "next_run_at": to_column(next_run_at)}
    planned = update(JOBS).where(JOBS.c.name == name, JOBS.c.schedule.is_not(None))
    with writing(record) as connection:
        return connection.execute(planned.values(**values)).rowcount > 0


def remove_plans(record: Record, name: str | None = None) -> bool:
    """Plan a job no more, None = all of them; what is known of it stays. False = there was no plan."""
    planned = update(JOBS).where(JOBS.c.schedule.is_not(None)).values(schedule=None, next_run_at=None)
    with writing(record) as connection:
        return connection.execute(planned.where(JOBS.c.name == name) if name else planned).rowcount > 0
