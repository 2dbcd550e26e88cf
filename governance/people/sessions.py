"""Sessions: who a cookie is, until it ends, is idle too long, or the account is shut."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from governance.acts import Act, from_column, to_column
from governance.audit.writing import write_audit
from governance.people.accounts import user_of
from governance.people.model import User
from governance.people.tables import SESSIONS, USERS
from governance.record import Record, writing

_SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in.

    Attributes
    ----------
    form_token
        What each form of theirs carries, so that no other site can send it for them.
    """

    user: User
    form_token: str
    ends_at: datetime


def begin_session(record: Record, user: User, lifetime: timedelta, act: Act, *, how: str) -> str:
    """Sign somebody in; return the cookie, which is kept nowhere.

    Parameters
    ----------
    how
        `password` or `oidc`, for the audit log.
    """
    cookie = secrets.token_urlsafe(32)
    with writing(record) as connection:
        connection.execute(delete(SESSIONS).where(SESSIONS.c.ends_at < act.at))
        ends_at = to_column(act.now + lifetime)
        values = {"hash": _hash(cookie), "login": user.login, "created_at": act.at, "seen_at": act.at}
        connection.execute(insert(SESSIONS).values(values | {"ends_at": ends_at}))
        connection.execute(update(USERS).where(USERS.c.login == user.login).values(last_seen_at=act.at))
        write_audit(connection, act.now, act.actor, "user.signed_in", f"user:{user.login}", {"how": how})
    return cookie


def session_of(record: Record, cookie: str, now: datetime, idle: timedelta) -> Session | None:
    """Return the session of a cookie, with the person as they are now; None when there is none any more."""
    at = to_column(now)
    query = select(USERS, SESSIONS.c.seen_at, SESSIONS.c.ends_at).join(
        SESSIONS, SESSIONS.c.login == USERS.c.login
    )
    with record.connect() as connection:
        row = connection.execute(query.where(SESSIONS.c.hash == _hash(cookie))).mappings().one_or_none()
    if row is None or row["disabled_at"] is not None or at >= row["ends_at"] or at - row["seen_at"] >= idle:
        return None
    if at - row["seen_at"] >= _SEEN_EVERY:
        with writing(record) as connection:
            mine = update(SESSIONS).where(SESSIONS.c.hash == _hash(cookie))
            connection.execute(mine.values(seen_at=at))
    return Session(user_of(row), form_token(cookie), from_column(row["ends_at"]))


def end_session(record: Record, cookie: str) -> None:
    """Sign somebody out; the cookie is worth nothing from now on."""
    with writing(record) as connection:
        connection.execute(delete(SESSIONS).where(SESSIONS.c.hash == _hash(cookie)))


def end_sessions(record: Record, login: str) -> int:
    """End every session of an account; return how many there were."""
    with writing(record) as connection:
        return connection.execute(
            delete(SESSIONS).where(SESSIONS.c.login == login.strip().casefold())
        ).rowcount


def form_token(cookie: str) -> str:
    """Return the token that forms carry: made from the cookie, which other sites do not see (OWASP, CSRF)."""
    return hmac.new(cookie.encode(), b"pivotwatch form token v1", hashlib.sha256).hexdigest()


def _hash(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
