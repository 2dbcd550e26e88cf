"""The governance record: what people said and decided; irreplaceable. SQLite, or PostgreSQL by URL."""

from __future__ import annotations

import importlib
from contextlib import AbstractContextManager
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Table,
    create_engine,
    event,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from foundation import InputError, PivotwatchError
from governance.changes import CHANGES

Record = Engine
"""An open governance record, for signatures of folders that must not know SQLAlchemy."""

METADATA = MetaData()
"""Every table of the record; each module of this folder adds its own."""

TABLE_MODULES = (
    "answers.tables",
    "audit.tables",
    "calendar",
    "cases.tables",
    "event_posts",
    "events",
    "forgetting",
    "idempotency",
    "jobs.tables",
    "mail.inbound",
    "messages.tables",
    "owners",
    "people.tables",
    "policy.journal",
    "policy.versions",
    "register.tables",
    "subscriptions",
    "suppressions",
    "tokens",
    "verdicts",
)
"""The modules that add them: opening makes all tables, whatever was imported. A test keeps it whole."""

WRITES = {"pivotwatch_writes": True}
"""Execution options of a transaction that reads and then writes: it waits for other writers at its start.

SQLite has one writer anyway; on PostgreSQL an advisory lock makes it so. People and a mail queue write
little, and writers that wait for each other need no thought about deadlocks.
"""


def writing(record: Record) -> AbstractContextManager[Connection]:
    """Begin a transaction that reads and then writes; use it in a `with` block."""
    return record.execution_options(**WRITES).begin()


_VERSIONS = Table(
    "record_versions", METADATA, Column("version", Integer, primary_key=True, autoincrement=False)
)
_LOCK = 7_305_112_018  # PostgreSQL's advisory lock of our writers; any number that nobody else uses


def wait_for_writers(connection: Connection) -> None:
    """Be the only writer until the end of the transaction."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))


def open_record(url: str, default_file: Path) -> Record:
    """Open the record, bringing its tables to the shipped version.

    Parameters
    ----------
    url
        SQLAlchemy URL; empty = SQLite in `default_file`, readable by its owner alone.

    Raises
    ------
    InputError
        When the URL cannot be read or the database cannot be reached.
    PivotwatchError
        When the record was written by a newer version of the product.
    """
    address = _address(url, default_file)
    engine = _engine(address)
    try:
        with engine.begin() as connection:
            wait_for_writers(connection)
            _migrate(connection)
    except DBAPIError as error:
        engine.dispose()
        shown = address.render_as_string(hide_password=True)
        reason = (str(error.orig).strip().splitlines() or ["no reason given"])[0]
        raise InputError(f"The governance record at {shown} cannot be opened: {reason}") from error
    except PivotwatchError:
        engine.dispose()
        raise
    return engine


def _address(url: str, default_file: Path) -> URL:
    if not url:
        return URL.create("sqlite", database=str(default_file))
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise InputError(
            "governance.database is no database URL; write e.g. postgresql://user:password@host/name, "
            "or leave it empty for SQLite in the home folder."
        ) from error
    if address.get_backend_name() not in ("sqlite", "postgresql"):
        raise InputError(
            f"governance.database: {address.get_backend_name()} is not supported; "
            "the governance record lives in SQLite or PostgreSQL."
        )
    # of the drivers, psycopg 3 is the one we test
    return address.set(drivername="postgresql+psycopg") if address.drivername == "postgresql" else address


def _engine(address: URL) -> Engine:
    try:
        engine = create_engine(address, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise InputError(
            f"governance.database: the driver {error.name} is not installed; "
            "`pip install 'pivotwatch[postgres]'` brings it."
        ) from error
    if engine.dialect.name == "sqlite":
        if address.database and address.database != ":memory:":
            Path(address.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            Path(address.database).touch(mode=0o600)
        event.listen(engine, "connect", _careful)
    event.listen(engine, "begin", _begin)
    return engine


def _careful(connection: Any, record: Any) -> None:
    """Make SQLite keep what it committed, let readers in beside a writer, and wait for another writer."""
    del record
    connection.isolation_level = None  # Python's driver would begin transactions too late; we do it, below
    cursor = connection.cursor()
    for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("pivotwatch_writes", False)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    elif writes:
        wait_for_writers(connection)


def _migrate(connection: Connection) -> None:
    """Make missing tables as they are now; apply to the others what changed since they were made."""
    newest = len(CHANGES) + 1
    fresh = not inspect(connection).has_table(_VERSIONS.name)
    have = newest if fresh else connection.execute(select(func.max(_VERSIONS.c.version))).scalar_one()
    if have > newest:
        raise PivotwatchError(
            f"This governance record has version {have}; this pivotwatch knows up to {newest}. "
            "Install the newer pivotwatch again, or restore a backup made by this one."
        )
    there = inspect(connection).get_table_names()
    for statement in chain.from_iterable(CHANGES[have - 1 :]):
        if statement.split()[2] in there:  # what is missing is made below, as it is now
            connection.execute(text(statement))
    for name in TABLE_MODULES:
        importlib.import_module(f"governance.{name}")
    METADATA.create_all(connection)
    if fresh or have < newest:
        connection.execute(insert(_VERSIONS).values(version=newest))
