"""Claim before send: whoever changes the row from approved to claimed sends it, and nobody else does.

A process that dies while it sends leaves its claim; when the lease has run out, another takes the message
over with the same Message-ID, so that the receiving side can tell the repetition (RFC 5322, 3.6.4).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update

from governance.acts import Act, to_column
from governance.cases.changing import add_history, change, to_change
from governance.messages.model import Message
from governance.messages.reading import message_in, message_of
from governance.messages.tables import MESSAGES
from governance.record import Record, writing
from governance.telling import tell


def messages_due(record: Record, now: datetime, limit: int = 100) -> list[str]:
    """Return the ids of the messages that may be claimed now, those that wait longest first."""
    query = select(MESSAGES.c.message_id).where(_claimable(now))
    with record.connect() as connection:
        return list(connection.scalars(query.order_by(MESSAGES.c.approved_at).limit(limit)))


def messages_held(record: Record, now: datetime, limit: int = 100) -> list[Message]:
    """Return approved messages that were never tried and wait, e.g. for the morning.

    What holds them may end earlier, when settings or the register change.
    """
    held = (MESSAGES.c.state == "approved", MESSAGES.c.attempts == 0, MESSAGES.c.not_before > to_column(now))
    query = select(MESSAGES).where(*held).order_by(MESSAGES.c.approved_at).limit(limit)
    with record.connect() as connection:
        return [message_of(row) for row in connection.execute(query).mappings()]


def claim_message(
    record: Record, message_id: str, claim: str, now: datetime, lease: timedelta, *, early: bool = False
) -> Message | None:
    """Claim a message for sending; None = somebody else has it, or it is not due.

    Parameters
    ----------
    claim
        A random name of this attempt; to be given back with the outcome.
    lease
        How long nobody else may take it over.
    early
        Although it waits: what held it has ended.
    """
    at = to_column(now)
    with writing(record) as connection:
        claimed = connection.execute(
            update(MESSAGES)
            .where(MESSAGES.c.message_id == message_id, _claimable(now, early=early))
            .values(
                state="claimed",
                claim=claim,
                lease_until=to_column(now + lease),
                attempts=MESSAGES.c.attempts + 1,
                version=MESSAGES.c.version + 1,
                updated_at=at,
            )
        )
        return message_in(connection, message_id) if claimed.rowcount == 1 else None


def mark_sent(record: Record, message: Message, act: Act) -> bool:
    """Note that the other side took it; False = the lease ran out and another has it meanwhile."""
    done = _finish(record, message, act, {"state": "sent", "sent_at": act.at, "reason": ""}, "message.sent")
    if done and message.case_id and message.to_partner:
        _contacted(record, message.case_id, act)
    return done


def mark_later(
    record: Record, message: Message, reason: str, not_before: datetime, act: Act, *, counts: bool = True
) -> bool:
    """Give a claim back: it is to be tried again, not before a time.

    Parameters
    ----------
    counts
        Whether it was an attempt; a message that waits for the morning was not tried.
    """
    values = {"state": "approved", "reason": reason, "not_before": to_column(not_before)}
    attempts = message.attempts if counts else message.attempts - 1
    return _finish(record, message, act, values | {"attempts": attempts}, None)


def mark_failed(record: Record, message: Message, reason: str, act: Act) -> bool:
    """Note that it will never arrive."""
    return _finish(record, message, act, {"state": "failed", "reason": reason}, "message.failed")


def mark_suppressed(record: Record, message: Message, reason: str, act: Act) -> bool:
    """Note that it was not sent, on purpose."""
    return _finish(record, message, act, {"state": "suppressed", "reason": reason}, "message.suppressed")


def _claimable(now: datetime, *, early: bool = False) -> ColumnElement[bool]:
    at = to_column(now)
    due = or_(MESSAGES.c.not_before.is_(None), MESSAGES.c.not_before <= at)
    if early:  # a refusal of the server is waited out in any case
        due = or_(due, MESSAGES.c.attempts == 0)
    left = and_(MESSAGES.c.state == "claimed", MESSAGES.c.lease_until < at)
    return or_(and_(MESSAGES.c.state == "approved", due), left)


def _finish(record: Record, message: Message, act: Act, values: Mapping[str, Any], told: str | None) -> bool:
    with writing(record) as connection:
        mine = (MESSAGES.c.message_id == message.message_id, MESSAGES.c.claim == message.claim)
        written = connection.execute(
            update(MESSAGES)
            .where(*mine, MESSAGES.c.state == "claimed")
            .values(**values, claim=None, lease_until=None, updated_at=act.at, version=MESSAGES.c.version + 1)
        )
        if written.rowcount != 1:
            return False
        if told:
            data = {"case": message.case_id, "partner": message.partner, "purpose": message.purpose}
            inside = {"internet_id": message.internet_id, "attempts": message.attempts}
            tell(connection, act, told, message.message_id, data, audit_only=inside)
            if message.case_id:
                add_history(connection, message.case_id, act, "message", _line(message, values))
    return True


def _line(message: Message, values: Mapping[str, Any]) -> str:
    reason = f": {values['reason']}" if values.get("reason") else ""
    return f"{message.purpose} to {message.recipient} {values['state']}{reason}"


def _contacted(record: Record, case_id: str, act: Act) -> None:
    with writing(record) as connection:
        case = to_change(connection, case_id, None)
        if case.state in ("open", "triaged"):
            change(connection, case, act, {"state": "contacted"})
            add_history(connection, case_id, act, "state", f"{case.state} -> contacted")
            data = {"what": "state", "from": case.state, "to": "contacted"}
            tell(connection, act, "case.updated", case_id, data)
