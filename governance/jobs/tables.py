"""Tables of the service's jobs, and of who leads."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, Float, Index, Integer, String, Table, Text

from governance.record import METADATA

JOBS = Table(
    "jobs",
    METADATA,
    Column("name", String(64), primary_key=True),
    Column("paused", Boolean, nullable=False),
    Column("request", Integer, nullable=False),  # 0 = never asked for; counts up with each asking
    Column("asked_for", String(2000)),  # the argument of a request that waits; NULL = none waits
    Column("served", Integer, nullable=False),  # the request that the last finished run served
    Column("running_by", String(64)),  # the instance; NULL = it does not run
    Column("started_at", DateTime),  # UTC, as all times here
    Column("finished_at", DateTime),
    Column("succeeded_at", DateTime),
    Column("outcome", String(16), nullable=False),  # '', done, failed, interrupted
    Column("told", Text, nullable=False),  # what it did, or why it failed
    Column("failures", Integer, nullable=False),  # in a row
    Column("retry_at", DateTime),
    Column("schedule", Text),  # by which it was planned; NULL = no scheduler has planned it
    Column("next_run_at", DateTime),  # NULL = paused, or never by itself
)

JOB_RUNS = Table(
    "job_runs",
    METADATA,
    Column("run_id", Integer, primary_key=True),
    Column("name", String(64), nullable=False),
    Column("instance", String(64), nullable=False),
    Column("started_at", DateTime, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("told", Text, nullable=False),
    Index("job_runs_by_name", "name", "run_id"),
)

LEADERS = Table(
    "service_leader",
    METADATA,
    Column("place", Integer, primary_key=True, autoincrement=False),  # always 1: there is one row
    Column("instance", String(64), nullable=False),
    Column("address", String(300), nullable=False),  # where the others pass requests on to
    Column("store", String(64), nullable=False),  # which analytics store it owns
    Column("since", DateTime, nullable=False),
    Column("seen_at", DateTime, nullable=False),
)
