"""One instance of the service leads: it owns the analytics store and runs the jobs; the others serve.

On PostgreSQL the lead is a session's advisory lock: the server frees it when the session ends, so that a
killed leader is replaced within seconds, and one whose machine vanished when TCP's keep-alives find out. On
SQLite all instances are on one machine, and the lead is a lock on a file, which the kernel frees.
"""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from governance.acts import from_column, to_column
from governance.jobs.tables import LEADERS
from governance.record import Record, writing

_LOCK = 7_305_112_019  # PostgreSQL's advisory lock of the leader; any number that nobody else uses
# a peer that is gone without a word is found out in 10 + 3 x 5 seconds
_KEEP_ALIVE = ("tcp_keepalives_idle = 10", "tcp_keepalives_interval = 5", "tcp_keepalives_count = 3")


@dataclass(frozen=True, slots=True)
class Leader:
    """Who leads, or led last.

    Attributes
    ----------
    address
        Where it answers, as a URL.
    store
        Id of the analytics store that it owns.
    seen_at
        When it last said so.
    """

    instance: str
    address: str
    store: str
    since: datetime
    seen_at: datetime


class Lead:
    """The lead, which one holder has at a time.

    Parameters
    ----------
    lock_file
        What is locked when the record is SQLite.
    """

    def __init__(self, record: Record, lock_file: Path) -> None:
        self._record = record
        self._file = lock_file
        self._session: Connection | None = None
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object took it, and has not given it back."""
        return self._session is not None or self._handle is not None

    def take(self) -> bool:
        """Take the lead if nobody has it."""
        if self._record.dialect.name == "postgresql":
            return self._take_session()
        handle = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def still_held(self) -> bool:
        """Tell whether the lead is still ours: a lost session of the database is a lost lead."""
        if self._session is None:
            return self._handle is not None
        try:
            self._session.execute(text("SELECT 1"))
            self._session.commit()
        except SQLAlchemyError:
            self._session.invalidate()
            self._session.close()
            self._session = None
            return False
        return True

    def give_back(self) -> None:
        """Let another have it; the next one need not wait."""
        if self._session is not None:
            self._session.invalidate()  # ends the session, and with it the lock, instead of pooling it
            self._session.close()
            self._session = None
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _take_session(self) -> bool:
        session = None
        try:
            session = self._record.connect()
            for each in _KEEP_ALIVE:
                session.execute(text(f"SET {each}"))
            taken: bool = session.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _LOCK})
            session.commit()
        except DBAPIError:
            if session is not None:
                session.close()
            return False
        if taken:
            self._session = session
        else:
            session.close()
        return taken


def note_leader(record: Record, instance: str, address: str, store: str, now: datetime) -> None:
    """Tell the others who leads; to be repeated as a sign of life."""
    at = to_column(now)
    with writing(record) as connection:
        mine = update(LEADERS).where(LEADERS.c.instance == instance)
        if connection.execute(mine.values(seen_at=at, address=address, store=store)).rowcount:
            return
        connection.execute(delete(LEADERS))
        values = {"instance": instance, "address": address, "store": store, "since": at, "seen_at": at}
        connection.execute(insert(LEADERS).values(place=1, **values))


def forget_leader(record: Record, instance: str) -> None:
    """Note that this one leads no more."""
    with writing(record) as connection:
        connection.execute(update(LEADERS).where(LEADERS.c.instance == instance).values(address=""))


def leader_of(record: Record) -> Leader | None:
    """Return who leads, or led last; None = nobody ever did."""
    with record.connect() as connection:
        row = connection.execute(select(LEADERS)).mappings().first()
    if row is None:
        return None
    words = {name: row[name] for name in ("instance", "address", "store")}
    return Leader(**words, since=from_column(row["since"]), seen_at=from_column(row["seen_at"]))
