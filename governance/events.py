"""What happened, in order, for webhooks and bots: written in the transaction of the change itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, DateTime, Integer, Row, String, Table, Text, insert, select

from foundation import stable_id
from governance.acts import Act, from_column
from governance.record import METADATA, Record

EVENT_TYPES = (
    "case.opened",
    "case.joined",
    "case.updated",
    "case.answered",
    "case.resolved",
    "message.drafted",
    "message.approved",
    "message.sent",
    "message.failed",
    "message.bounced",
    "message.suppressed",
    "declaration.approved",
)

EVENTS = Table(
    "events",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("type", String(64), nullable=False, index=True),
    Column("at", DateTime, nullable=False),  # UTC
    Column("subject", String(500), nullable=False),
    Column("data_json", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    Attributes
    ----------
    number
        Grows with time; a cursor for reading on.
    type
        One of `EVENT_TYPES`.
    subject
        Id of the case, message or partner.
    data
        Ids and states, never contents: who wants those asks the API, with a token.
    """

    number: int
    type: str
    at: datetime
    subject: str
    data: Mapping[str, Any]

    @property
    def event_id(self) -> str:
        """The same at every delivery, so that a receiver can tell a repetition."""
        return stable_id("evt", self.number, self.type, self.subject, self.at.isoformat(), length=20)


def publish(
    connection: Connection, act: Act, type_: str, subject: str, data: Mapping[str, Any] | None = None
) -> None:
    """Write an event within the transaction of the change."""
    values = {
        "type": type_,
        "at": act.at,
        "subject": subject,
        "data_json": json.dumps(data or {}, default=str),
    }
    connection.execute(insert(EVENTS).values(values))


def events_after(record: Record, number: int = 0, limit: int = 1000) -> list[Event]:
    """Return the events that follow a number, oldest first."""
    query = select(EVENTS).where(EVENTS.c.number > number).order_by(EVENTS.c.number).limit(limit)
    with record.connect() as connection:
        return [event_of(row) for row in connection.execute(query)]


def event_of(row: Row[tuple[object, ...]]) -> Event:
    """Return the event that a row holds."""
    return Event(row.number, row.type, from_column(row.at), row.subject, json.loads(row.data_json))
