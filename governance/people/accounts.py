"""Accounts: making and changing them, and checking a password with a lock against guessing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, or_, select, update

from foundation import InputError, Problem, UnknownNameError
from governance.acts import SYSTEM, Act, from_column, to_column
from governance.audit.writing import write_audit
from governance.people.model import ROLES, Role, User
from governance.people.passwords import hashed, matches, outdated
from governance.people.tables import LONGEST_NAME, SESSIONS, USERS
from governance.record import Record, writing

FREE_FAILURES = 5
"""So many wrong passwords cost nothing; each further one locks the account, for twice as long each time."""
_FIRST_LOCK, _LONGEST_LOCK = timedelta(minutes=1), timedelta(hours=1)
_TIMES = ("created_at", "disabled_at", "locked_until", "last_seen_at")
_RESERVED = ("token:", "partner:", "mcp:")


def create_user(
    record: Record,
    login: str,
    role: Role,
    act: Act,
    *,
    name: str = "",
    email: str = "",
    team: str = "",
    password: str | None = None,
    external_id: str | None = None,
) -> User:
    """Make an account.

    Parameters
    ----------
    name
        What cases call the person; '' = the login.
    password
        None = an identity provider vouches for them.
    external_id
        Issuer and subject at that provider, once known.

    Raises
    ------
    InputError
        Naming everything that is wrong.
    """
    key, shown = login.strip().casefold(), (name or login).strip()
    _refuse(key, shown, email, role, team)
    kept = hashed(password, key) if password is not None else None
    with writing(record) as connection:
        same = or_(USERS.c.login == key, func.lower(USERS.c.name) == shown.lower())
        if connection.execute(select(USERS).where(same)).first() is not None:
            raise InputError(
                f"There is an account {key!r} or with the name {shown!r} already; choose another."
            )
        values = {
            "login": key,
            "name": shown,
            "email": email.strip(),
            "role": role,
            "team": team.strip(),
            "password_hash": kept,
            "external_id": external_id,
            "created_at": act.at,
            "failures": 0,
        }
        connection.execute(insert(USERS).values(values))
        write_audit(connection, act.now, act.actor, "user.created", f"user:{key}", {"role": role})
        return _user_in(connection, key)


def list_users(record: Record) -> list[User]:
    """Return all accounts, by login."""
    with record.connect() as connection:
        return [user_of(row) for row in connection.execute(select(USERS).order_by(USERS.c.login)).mappings()]


def change_user(
    record: Record,
    login: str,
    act: Act,
    *,
    role: Role | None = None,
    team: str | None = None,
    password: str | None = None,
    enabled: bool | None = None,
) -> User:
    """Change an account; None = as it is. A new password ends its sessions and its lock.

    Raises
    ------
    UnknownNameError
        When there is no such account.
    InputError
        When the password is refused, or nobody would be left who is an admin.
    """
    key = login.strip().casefold()
    values: dict[str, Any] = {}
    if role is not None:
        values["role"] = _known(role)
    if team is not None:
        values["team"] = team.strip()
    if password is not None:
        values |= {"password_hash": hashed(password, key), "failures": 0, "locked_until": None}
    if enabled is not None:
        values["disabled_at"] = None if enabled else act.at
    with writing(record) as connection:
        _user_in(connection, key)
        if values:
            connection.execute(update(USERS).where(USERS.c.login == key).values(values))
        _an_admin_is_left(connection)
        if password is not None or enabled is False:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.login == key))
        told = {
            name: value
            for name, value in {"role": role, "team": team, "enabled": enabled}.items()
            if value is not None
        }
        write_audit(
            connection,
            act.now,
            act.actor,
            "user.changed",
            f"user:{key}",
            told | {"password": password is not None},
        )
        return _user_in(connection, key)


def check_password(record: Record, login: str, password: str, now: datetime) -> User | None:
    """Return who this is; None = wrong, unknown, shut, or locked, and which of them is told nobody.

    The attempt is counted before the password is looked at, so that guesses sent side by side count, too.
    """
    key = login.strip().casefold()[:LONGEST_NAME]
    with writing(record) as connection:
        row = connection.execute(select(USERS).where(USERS.c.login == key)).mappings().one_or_none()
        locked = row is not None and row["locked_until"] is not None and to_column(now) < row["locked_until"]
        if row is not None and not locked:
            _count_attempt(connection, row, now)
    right = matches(row["password_hash"] if row is not None else None, password)
    if row is None or locked or row["disabled_at"] is not None or not right:
        return None
    values: dict[str, Any] = {"failures": 0, "locked_until": None, "last_seen_at": to_column(now)}
    if outdated(row["password_hash"]):
        values["password_hash"] = hashed(password, key)
    with writing(record) as connection:
        connection.execute(update(USERS).where(USERS.c.login == key).values(values))
        return _user_in(connection, key)


def user_by_external_id(record: Record, external_id: str) -> User | None:
    """Return whom an identity provider means."""
    with record.connect() as connection:
        mine = select(USERS).where(USERS.c.external_id == external_id)
        row = connection.execute(mine).mappings().one_or_none()
    return user_of(row) if row is not None else None


def link_external_id(record: Record, login: str, external_id: str, act: Act) -> User:
    """Note under which identity a provider knows an account that has no password and no identity yet.

    Raises
    ------
    InputError
        When the account has either: then who says they are this person must be somebody else.
    """
    key = login.strip().casefold()
    with writing(record) as connection:
        free = USERS.c.external_id.is_(None) & USERS.c.password_hash.is_(None)
        done = connection.execute(
            update(USERS).where(USERS.c.login == key, free).values(external_id=external_id)
        )
        if done.rowcount != 1:
            raise InputError(f"The account {key!r} belongs to somebody else or is not there.")
        write_audit(connection, act.now, act.actor, "user.linked", f"user:{key}")
        return _user_in(connection, key)


def user_of(row: RowMapping) -> User:
    """Return the person that a row holds."""
    names = ("login", "name", "email", "role", "team")
    times = {name: from_column(row[name]) for name in _TIMES}
    return User(**{name: row[name] for name in names}, **times, by_password=row["password_hash"] is not None)


def _user_in(connection: Connection, login: str) -> User:
    row = connection.execute(select(USERS).where(USERS.c.login == login)).mappings().one_or_none()
    if row is None:
        raise UnknownNameError("account", login, connection.scalars(select(USERS.c.login)))
    return user_of(row)


def _count_attempt(connection: Connection, row: RowMapping, now: datetime) -> None:
    failures = row["failures"] + 1
    values: dict[str, Any] = {"failures": failures}
    over = failures - FREE_FAILURES
    if over >= 0:
        lock = min(_FIRST_LOCK * 2 ** min(over, 10), _LONGEST_LOCK)
        values["locked_until"] = to_column(now + lock)
    connection.execute(update(USERS).where(USERS.c.login == row["login"]).values(values))
    if over == 0:
        write_audit(connection, now, SYSTEM, "user.locked", f"user:{row['login']}", {"failures": failures})


def _an_admin_is_left(connection: Connection) -> None:
    admins = select(func.count()).where(USERS.c.role == "admin", USERS.c.disabled_at.is_(None))
    if not connection.scalar(admins):
        raise InputError("Nobody would be left who is an admin. Make somebody else admin first.")


def _known(role: Role) -> Role:
    if role not in ROLES:
        raise UnknownNameError("role", role, ROLES)
    return role


def _refuse(login: str, name: str, email: str, role: Role, team: str) -> None:
    _known(role)
    problems = []
    for place, value in (("login", login), ("name", name)):
        if not value or len(value) > LONGEST_NAME or not value.isprintable():
            problems.append(Problem(place, value[:80], f"write 1 to {LONGEST_NAME} printable characters"))
        elif value.casefold() == SYSTEM or value.casefold().startswith(_RESERVED):
            problems.append(Problem(place, value, "is kept for what is no person"))
    if any(each.isspace() for each in login):
        problems.append(Problem("login", login, "has no spaces; the name may have them"))
    if email and (email.count("@") != 1 or not email.isprintable() or len(email) > 320):
        problems.append(Problem("email", email[:80], "is no address"))
    if len(team) > LONGEST_NAME or not team.isprintable():
        problems.append(Problem("team", team[:80], f"write up to {LONGEST_NAME} printable characters"))
    if problems:
        raise InputError("No account was made:", problems)
