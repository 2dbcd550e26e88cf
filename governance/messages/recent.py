"""What was written to whom lately."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from governance.acts import from_column
from governance.messages.model import Message
from governance.messages.reading import message_of
from governance.messages.tables import MESSAGES

_GONE = ("discarded", "suppressed")


def last_written(connection: Connection, partner: str, purpose: str) -> datetime | None:
    """Return when the partner was last written to for a purpose, drafts included; None = never."""
    query = select(func.max(MESSAGES.c.created_at)).where(
        MESSAGES.c.partner == partner,
        MESSAGES.c.purpose == purpose,
        MESSAGES.c.to_partner.is_(True),
        MESSAGES.c.state.not_in(_GONE),
    )
    newest: datetime | None = connection.scalar(query)
    return from_column(newest)


def drafted_for_case(connection: Connection, case_id: str, purpose: str) -> Message | None:
    """Return the newest message of a case to its partner for a purpose, thrown away or not."""
    query = (
        select(MESSAGES)
        .where(MESSAGES.c.case_id == case_id, MESSAGES.c.purpose == purpose, MESSAGES.c.to_partner.is_(True))
        .order_by(MESSAGES.c.created_at.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().one_or_none()
    return message_of(row) if row else None


def sent_to_partner_since(connection: Connection, partner: str, since: datetime) -> int:
    """Return how many messages went to a partner since a time; `since` naive, UTC."""
    query = select(func.count()).where(
        MESSAGES.c.partner == partner,
        MESSAGES.c.to_partner.is_(True),
        MESSAGES.c.state.in_(("sent", "bounced")),
        MESSAGES.c.sent_at > since,
    )
    return connection.scalar(query) or 0
