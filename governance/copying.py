"""A copy of the governance record while it is used, and the way back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

from sqlalchemy.engine import URL

from foundation import PivotwatchError
from governance.record import Record

SQLITE_COPY = "governance.sqlite"
POSTGRES_COPY = "governance.pgdump"
_SECONDS = 3600


def copy_record(record: Record, folder: Path) -> Path:
    """Copy the record, as it is at one moment, into the folder; returns the file.

    SQLite's own backup interface copies it, or `pg_dump` (which must be installed here).

    Raises
    ------
    PivotwatchError
        When it cannot be done, telling what to do.
    """
    if record.dialect.name == "sqlite":
        return _copied(record, folder / SQLITE_COPY)
    file = folder / POSTGRES_COPY
    _postgres(record.url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")
    return file


def restore_record(record: Record, file: Path) -> None:
    """Replace all that is in the record by the copy, at once or not at all; nobody else may use it meanwhile.

    Raises
    ------
    PivotwatchError
        When it cannot be done, telling what to do.
    """
    if record.dialect.name == "sqlite":
        if file.name != SQLITE_COPY:
            raise PivotwatchError(
                _WRONG_KIND.format("PostgreSQL", "governance.database to that server's URL")
            )
        _restored(record, file)
        return
    if file.name != POSTGRES_COPY:
        raise PivotwatchError(_WRONG_KIND.format("SQLite", "governance.database to nothing"))
    how = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
    _postgres(record.url, "pg_restore", *how, str(file))


_WRONG_KIND = "The backup's record is of {}. Set {} and restore again; records are not converted."


def _copied(record: Record, file: Path) -> Path:
    file.touch(mode=0o600)
    into = sqlite3.connect(file)
    source = record.raw_connection()
    try:
        _driver(source).backup(into)
        into.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
    finally:
        source.close()
        into.close()
    return file


def _restored(record: Record, file: Path) -> None:
    source = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    into = record.raw_connection()
    try:
        source.backup(_driver(into))
    finally:
        into.close()
        source.close()


def _driver(connection: object) -> sqlite3.Connection:
    driver = getattr(connection, "driver_connection", None)
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - only SQLite's engine comes here
    return driver


def _postgres(url: URL, program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise PivotwatchError(
            f"{program} is not installed here, but the governance record is in PostgreSQL. Install its "
            "client programs (Debian: postgresql-client), or back the database up on its server."
        )
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    # a password in the environment is for our own eyes, one among the arguments for everybody's
    secret = {} if url.password is None else {"PGPASSWORD": str(url.password)}
    done = subprocess.run(  # noqa: S603 - a fixed program and our own arguments
        [found, f"--dbname={address}", "--no-password", *arguments],
        env={**os.environ, **secret},
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise PivotwatchError(f"{program} could not do it: {reason}")
