"""Reading messages."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, select

from foundation import UnknownNameError
from governance.acts import from_column
from governance.messages.model import Message, MessageState
from governance.messages.tables import MESSAGES
from governance.parts import Part, in_part
from governance.record import Record

_TIMES = ("created_at", "approved_at", "not_before", "lease_until", "sent_at", "updated_at")


def list_messages(
    record: Record,
    *,
    states: Sequence[MessageState] = (),
    case_id: str | None = None,
    partner: str | None = None,
    purpose: str | None = None,
    part: Part | None = None,
) -> list[Message]:
    """Return messages, newest first; nothing given = all."""
    everything = Part(limit=2**31 - 1)
    query = in_part(select(MESSAGES), MESSAGES.c.created_at, MESSAGES.c.message_id, part or everything)
    if states:
        query = query.where(MESSAGES.c.state.in_(states))
    if case_id is not None:
        query = query.where(MESSAGES.c.case_id == case_id)
    if partner is not None:
        query = query.where(MESSAGES.c.partner == partner)
    if purpose is not None:
        query = query.where(MESSAGES.c.purpose == purpose)
    with record.connect() as connection:
        return [message_of(row) for row in connection.execute(query).mappings()]


def read_message(record: Record, message_id: str) -> Message:
    """Return a message; an unknown id raises UnknownNameError that lists the drafts."""
    with record.connect() as connection:
        return message_in(connection, message_id)


def message_in(connection: Connection, message_id: str, *, lock: bool = False) -> Message:
    """Return a message within a transaction; `lock` keeps it from changing until the end of it."""
    query = select(MESSAGES).where(MESSAGES.c.message_id == message_id)
    row = connection.execute(query.with_for_update() if lock else query).mappings().one_or_none()
    if row is None:
        drafts = select(MESSAGES.c.message_id).where(MESSAGES.c.state == "draft").limit(20)
        raise UnknownNameError("message", message_id, connection.scalars(drafts))
    return message_of(row)


def message_of(row: RowMapping) -> Message:
    """Return the message that a row holds."""
    values = dict(row) | {name: from_column(row[name]) for name in _TIMES}
    return Message(facts=json.loads(values.pop("facts_json")), **values)
