"""The governance record: what people said and decided; irreplaceable. SQLite, or PostgreSQL by URL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, MetaData, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from foundation import InputError

Record = Engine
"""An open governance record, for signatures of folders that must not know SQLAlchemy."""

METADATA = MetaData()
"""Every table of the record; each module of this folder adds its own."""


def open_record(url: str, default_file: Path) -> Record:
    """Open the record, making missing tables.

    Parameters
    ----------
    url
        SQLAlchemy URL; empty = SQLite in `default_file`.

    Raises
    ------
    InputError
        When the URL cannot be read or the database cannot be reached.
    """
    try:
        address = make_url(url or f"sqlite:///{default_file}")
    except ArgumentError as error:
        raise InputError(
            f"governance.database: {url!r} is no database URL; write e.g. "
            "postgresql+psycopg://user@host/name, or leave it empty for SQLite in the home folder."
        ) from error
    engine = create_engine(address)
    if engine.dialect.name == "sqlite":
        default_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        event.listen(engine, "connect", _careful)
    try:
        METADATA.create_all(engine)
    except OperationalError as error:
        raise InputError(f"The governance record cannot be opened: {error.orig}") from error
    return engine


def _careful(connection: Any, record: Any) -> None:
    """Make SQLite keep what it committed, let readers in beside a writer, and wait for another writer."""
    del record
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
