"""Tokens for programs: what the REST API and `pw.connect` ask for.

A token is `pw_PUBLIC_SECRET`. The record keeps the public part, to find and name it by, and the SHA-256 of
the whole: the secret has 256 bits of randomness, so that no slow hash is needed against guessing (NIST
SP 800-63B, 5.1.2.2, look-up secrets of at least 112 bits). It expires, and it can be revoked.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, DateTime, RowMapping, String, Table, Text, insert, select, update

from foundation import InputError, Problem, UnknownNameError
from governance.acts import Act, from_column, to_column
from governance.audit.writing import write_audit
from governance.record import METADATA, Record, writing

SCOPES: Mapping[str, str] = {
    "read": "Read all but the audit log: partners, groups, findings, cases, messages, policy, exports.",
    "feedback": "Say what a finding was worth: confirmed, false alarm, fine.",
    "cases:write": "Open, take, comment, move, snooze and resolve cases.",
    "messages:draft": "Draft e-mails to partners, change and discard drafts.",
    "messages:approve": "Approve drafts.",
    "messages:send": "Put approved messages into the outbox at once.",
    "partners:write": "Add and change partners, their contacts and declared use cases.",
    "policy:write": "Replace the policy.",
    "models:write": "Propose and accept models, rename groups.",
    "webhooks:write": "Subscribe webhooks to events.",
    "audit:read": "Read and verify the audit log.",
    "admin": "Everything above, and listing and revoking tokens.",
}
"""What a token may be allowed, and what that means. Each is by itself: writing does not bring reading."""

SCHEME = "pw_"
LONGEST_DAYS = 366
_LONGEST_NAME = 100
_FORM = re.compile(SCHEME + r"([0-9a-f]{12})_[A-Za-z0-9_-]{43}")
_USED_EVERY = timedelta(minutes=5)

_TABLE = Table(
    "api_tokens",
    METADATA,
    Column("token_id", String(32), primary_key=True),  # the public part
    Column("name", String(_LONGEST_NAME), nullable=False),
    Column("hash", String(64), nullable=False),  # SHA-256 of the whole token, hex
    Column("scopes_json", Text, nullable=False),
    Column("created_by", String(200), nullable=False),
    Column("created_at", DateTime, nullable=False),  # UTC, as all times here
    Column("expires_at", DateTime, nullable=False),
    Column("last_used_at", DateTime),  # to five minutes
    Column("revoked_at", DateTime),
    Column("revoked_by", String(200)),
)
_TIMES = ("created_at", "expires_at", "last_used_at", "revoked_at")


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token; never the token itself.

    Attributes
    ----------
    token_id
        Its public part.
    scopes
        Of `SCOPES`, sorted.
    last_used_at
        To five minutes; None = never.
    """

    token_id: str
    name: str
    scopes: tuple[str, ...]
    created_by: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_by: str | None = None

    def may(self, scope: str) -> bool:
        """Tell whether the token allows this; `admin` allows everything."""
        return scope in self.scopes or "admin" in self.scopes

    def state(self, now: datetime) -> str:
        """Return `valid`, `expired` or `revoked`."""
        if self.revoked_at is not None:
            return "revoked"
        return "valid" if now < self.expires_at else "expired"


def create_token(
    record: Record, name: str, scopes: Iterable[str], lifetime: timedelta, act: Act
) -> tuple[Token, str]:
    """Make a token; its text is returned this once and kept nowhere.

    Parameters
    ----------
    name
        What it is for; it signs what the token does (`token:NAME`), so no two valid tokens share one.
    lifetime
        At most 366 days.

    Raises
    ------
    InputError
        Naming everything that is wrong.
    """
    wanted = tuple(sorted(set(scopes)))
    _refuse(name, wanted, lifetime)
    token_id = secrets.token_hex(6)
    text = f"{SCHEME}{token_id}_{secrets.token_urlsafe(32)}"
    token = Token(token_id, name, wanted, act.actor, act.now, act.now + lifetime)
    with writing(record) as connection:
        same = select(_TABLE).where(_TABLE.c.name == name, _TABLE.c.revoked_at.is_(None))
        if connection.execute(same.where(_TABLE.c.expires_at > act.at)).first() is not None:
            raise InputError(f"A valid token is named {name!r} already. Revoke it, or choose another name.")
        connection.execute(
            insert(_TABLE).values(
                token_id=token_id,
                name=name,
                hash=_hash(text),
                scopes_json=json.dumps(wanted),
                created_by=act.actor,
                created_at=act.at,
                expires_at=to_column(token.expires_at),
            )
        )
        details = {"name": name, "scopes": wanted, "expires_at": token.expires_at.isoformat()}
        write_audit(connection, act.now, act.actor, "token.created", token_id, details)
    return token, text


def token_of(record: Record, text: str, now: datetime) -> Token | None:
    """Return the token that this text is, when it is valid now; else None, and the text is told nowhere."""
    form = _FORM.fullmatch(text)
    if form is None:
        return None
    with record.connect() as connection:
        row = connection.execute(select(_TABLE).where(_TABLE.c.token_id == form[1])).mappings().first()
    if row is None or not hmac.compare_digest(row["hash"], _hash(text)):
        return None
    token = _token(row)
    if token.state(now) != "valid":
        return None
    if token.last_used_at is None or now - token.last_used_at >= _USED_EVERY:
        _note_use(record, token.token_id, now)
    return token


def list_tokens(record: Record) -> list[Token]:
    """Return all tokens ever made, the oldest first."""
    with record.connect() as connection:
        rows = connection.execute(select(_TABLE).order_by(_TABLE.c.created_at, _TABLE.c.token_id)).mappings()
        return [_token(row) for row in rows]


def revoke_token(record: Record, token_id: str, act: Act) -> Token:
    """Make a token worthless at once; a revoked one stays as it was.

    Parameters
    ----------
    token_id
        The public part, or the name of a valid token.

    Raises
    ------
    UnknownNameError
        When there is no such token.
    """
    found = [each for each in list_tokens(record) if token_id in (each.token_id, each.name)]
    standing = [each for each in found if each.revoked_at is None] or found
    if not standing:
        names = (each.name for each in list_tokens(record) if each.revoked_at is None)
        raise UnknownNameError("token", token_id, names)
    chosen = standing[-1]
    with writing(record) as connection:
        done = connection.execute(
            update(_TABLE)
            .where(_TABLE.c.token_id == chosen.token_id, _TABLE.c.revoked_at.is_(None))
            .values(revoked_at=act.at, revoked_by=act.actor)
        )
        if done.rowcount:
            details = {"name": chosen.name}
            write_audit(connection, act.now, act.actor, "token.revoked", chosen.token_id, details)
    return next(each for each in list_tokens(record) if each.token_id == chosen.token_id)


def _refuse(name: str, scopes: tuple[str, ...], lifetime: timedelta) -> None:
    problems = []
    if not name.strip() or name != name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        reason = f"write 1 to {_LONGEST_NAME} printable characters that say what it is for"
        problems.append(Problem("name", name, reason))
    if not scopes:
        problems.append(Problem("scopes", "", f"name at least one of {', '.join(SCOPES)}"))
    problems += [
        Problem("scopes", each, f"there is no such scope; known: {', '.join(SCOPES)}")
        for each in scopes
        if each not in SCOPES
    ]
    if not timedelta() < lifetime <= timedelta(days=LONGEST_DAYS):
        reason = f"a token lives for 1 to {LONGEST_DAYS} days; make a new one before it ends"
        problems.append(Problem("days", f"{lifetime.days}", reason))
    if problems:
        raise InputError("No token was made:", problems)


def _note_use(record: Record, token_id: str, now: datetime) -> None:
    with writing(record) as connection:
        mine = update(_TABLE).where(_TABLE.c.token_id == token_id)
        connection.execute(mine.values(last_used_at=to_column(now)))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _token(row: RowMapping) -> Token:
    values: dict[str, Any] = {name: row[name] for name in ("token_id", "name", "created_by", "revoked_by")}
    times = {name: from_column(row[name]) for name in _TIMES}
    return Token(**values, **times, scopes=tuple(json.loads(row["scopes_json"])))
