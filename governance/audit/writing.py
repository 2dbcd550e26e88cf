"""Appending to the log, and the one change that it allows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from governance.acts import to_column
from governance.audit.entries import NO_HASH, hash_of
from governance.audit.tables import AUDIT_HEAD, AUDIT_LOG, LIFTING
from governance.record import wait_for_writers

FORGOTTEN = "partner.forgotten"
"""The action that tells of a forgetting; its details name the entries that it blanked."""

BLANK_WORD = "erased"
BLANK_DETAILS = '{"erased":true}'


def write_audit(
    connection: Connection,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Append an entry within the transaction of what it tells about: both stand, or neither.

    Parameters
    ----------
    connection
        In a transaction that may write (`governance.record.writing`).
    at
        Aware.
    details
        Must survive JSON. No secrets, and no personal data such as addresses or texts: what is written here
        can never be taken out again, so it names ids, and what may have to be forgotten lives elsewhere.
    """
    wait_for_writers(connection)
    newest = select(AUDIT_LOG.c.number, AUDIT_LOG.c.hash).order_by(AUDIT_LOG.c.number.desc()).limit(1)
    number, previous = connection.execute(newest).one_or_none() or (0, NO_HASH)
    values: dict[str, Any] = {
        "number": number + 1,
        "at": to_column(at),
        "actor": actor[:200],
        "action": action,
        "subject": subject[:500],
        "details_json": json.dumps(details or {}, ensure_ascii=False, sort_keys=True, default=str),
        "previous_hash": previous,
    }
    digest = hash_of(values)
    connection.execute(insert(AUDIT_LOG).values(values | {"hash": digest}))
    head = {"number": number + 1, "hash": digest}
    if connection.execute(update(AUDIT_HEAD).values(head)).rowcount == 0:
        connection.execute(insert(AUDIT_HEAD).values(place=1, **head))


def blank_entries(connection: Connection, numbers: Sequence[int]) -> None:
    """Take out of entries who did what to whom; an entry `FORGOTTEN` that names them must follow.

    That the log is append-only is lifted for this one change, within the transaction.
    """
    blank = {"actor": BLANK_WORD, "subject": BLANK_WORD, "details_json": BLANK_DETAILS}
    lift, put_back = LIFTING[connection.dialect.name]
    connection.exec_driver_sql(lift)
    connection.execute(update(AUDIT_LOG).where(AUDIT_LOG.c.number.in_(numbers)).values(**blank))
    connection.exec_driver_sql(put_back)
