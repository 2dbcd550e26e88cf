"""Requests that carry an Idempotency-Key: done once, however often they arrive.

After the IETF draft "The Idempotency-Key HTTP Header Field" (draft-ietf-httpapi-idempotency-key-header). The
key is claimed before the request is done, and the answer kept for a day. Should the process die in between,
nobody knows what was done; so the key then stays claimed, and a repetition is refused rather than done twice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    Column,
    ColumnElement,
    DateTime,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from governance.acts import to_column
from governance.record import METADATA, Record, writing

KEPT = timedelta(hours=24)

_TABLE = Table(
    "idempotency_keys",
    METADATA,
    Column("caller", String(64), primary_key=True),  # keys of two callers are two keys
    Column("key", String(255), primary_key=True),
    Column("request_hash", String(64), nullable=False),  # SHA-256 of method, path, query and body, hex
    Column("at", DateTime, nullable=False, index=True),  # UTC
    Column("status", Integer),  # NULL = claimed, not answered yet
    Column("headers_json", Text),
    Column("body", LargeBinary),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a key.

    Attributes
    ----------
    request_hash
        Of the request that claimed it.
    status
        Of its answer; None = it is being done, or its process died.
    """

    request_hash: str
    status: int | None
    headers: Mapping[str, str]
    body: bytes


def claim_key(record: Record, caller: str, key: str, request_hash: str, now: datetime) -> Kept | None:
    """Claim a key; return None when it is ours now, else what became of the one who had it before."""
    try:
        with writing(record) as connection:
            connection.execute(delete(_TABLE).where(_TABLE.c.at < to_column(now - KEPT)))
            values = {"caller": caller, "key": key, "request_hash": request_hash, "at": to_column(now)}
            connection.execute(insert(_TABLE).values(values))
    except IntegrityError:
        with record.connect() as connection:
            row = connection.execute(select(_TABLE).where(*_of(caller, key))).one_or_none()
        if row is None:  # released in this moment: the other one was refused
            return claim_key(record, caller, key, request_hash, now)
        return Kept(row.request_hash, row.status, json.loads(row.headers_json or "{}"), row.body or b"")
    return None


def keep_answer(
    record: Record, caller: str, key: str, status: int, headers: Mapping[str, str], body: bytes
) -> None:
    """Keep the answer to a claimed key, for whoever repeats the request."""
    with writing(record) as connection:
        answered = update(_TABLE).where(*_of(caller, key))
        connection.execute(answered.values(status=status, headers_json=json.dumps(dict(headers)), body=body))


def release_key(record: Record, caller: str, key: str) -> None:
    """Give a claimed key back: the request was refused and changed nothing."""
    with writing(record) as connection:
        connection.execute(delete(_TABLE).where(*_of(caller, key)))


def _of(caller: str, key: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _TABLE.c.caller == caller, _TABLE.c.key == key
