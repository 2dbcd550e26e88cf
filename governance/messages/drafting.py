"""Drafts: made once for a key, changed by people, approved or thrown away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select, update

from foundation import InputError, Problem, stable_id
from governance.acts import Act, to_column
from governance.cases.changing import add_history
from governance.errors import ConflictError
from governance.messages.edited import html_of
from governance.messages.model import Message, NewMessage
from governance.messages.reading import message_in
from governance.messages.tables import MESSAGES
from governance.record import Record, writing
from governance.telling import tell

_LONGEST_SUBJECT = 200
_LONGEST_TEXT = 200_000


def draft_message(record: Record, new: NewMessage, act: Act, *, approved: bool = False) -> Message:
    """Write a draft, or return the message that has this key already, whatever became of it.

    Parameters
    ----------
    approved
        It needs no approval: the outbox may send it at once.

    Raises
    ------
    InputError
        When a header would not be one line, or a text is too long.
    """
    with writing(record) as connection:
        return draft_within(connection, new, act, approved=approved)


def draft_within(
    connection: Connection, new: NewMessage, act: Act, *, approved: bool = False, told: bool = True
) -> Message:
    """Do the same within a transaction.

    Parameters
    ----------
    told
        False = no event and no audit entry: the message itself tells of one.
    """
    message_id = stable_id("message", *new.key)
    there = select(MESSAGES.c.message_id).where(MESSAGES.c.message_id == message_id)
    if connection.scalar(there) is not None:
        return message_in(connection, message_id)
    _check(new.subject, new.recipient, new.recipient_name, new.text)
    connection.execute(insert(MESSAGES).values(_row(message_id, new, act, approved=approved)))
    data = {"case": new.case_id, "partner": new.partner, "purpose": new.purpose, "channel": new.channel}
    if told:
        tell(connection, act, "message.drafted", message_id, data, audit_only={"rule": new.rule})
    if approved and told:
        tell(connection, act, "message.approved", message_id, data | {"needed_no_approval": True})
    if new.case_id and new.to_partner:
        line = f"Draft {message_id} ({new.purpose}) to {new.recipient}"
        add_history(connection, new.case_id, act, "message", line)
    return message_in(connection, message_id)


def revise_message(
    record: Record,
    message_id: str,
    act: Act,
    *,
    subject: str | None = None,
    text: str | None = None,
    html: str | None = None,
    note: str | None = None,
    version: int | None = None,
) -> Message:
    """Change the words of a draft; None = as it is. HTML that is not given with a text is made from it.

    Raises
    ------
    ConflictError
        When it is no draft any more, or no longer at `version`.
    """
    given = {"subject": subject, "text": text, "html": html, "note": note}
    values = {name: value for name, value in given.items() if value is not None}
    with writing(record) as connection:
        message = _draft(connection, message_id, version)
        if text is not None and html is None and message.html:
            values["html"] = html_of(text, message.language)
        whole = {"subject": message.subject, "text": message.text} | values
        _check(whole["subject"], message.recipient, message.recipient_name, whole["text"])
        changed = _change(connection, message, act, values)
        tell(connection, act, "message.drafted", message_id, {"revised": sorted(values)})
        return changed


def approve_message(record: Record, message_id: str, act: Act, version: int | None = None) -> Message:
    """Let the outbox send a draft; who approves is on record.

    Raises
    ------
    ConflictError
        When it is no draft any more, or no longer at `version`.
    """
    with writing(record) as connection:
        message = _draft(connection, message_id, version)
        values = {"state": "approved", "approved_by": act.actor, "approved_at": act.at}
        changed = _change(connection, message, act, values)
        data = {"case": message.case_id, "partner": message.partner, "purpose": message.purpose}
        tell(connection, act, "message.approved", message_id, data)
        _note_on_case(connection, message, act, f"Approved {message_id} to {message.recipient}")
        return changed


def discard_message(record: Record, message_id: str, act: Act, version: int | None = None) -> Message:
    """Throw a draft away; it is kept on record and never sent."""
    with writing(record) as connection:
        message = _draft(connection, message_id, version)
        changed = _change(connection, message, act, {"state": "discarded", "reason": f"by {act.actor}"})
        tell(connection, act, "message.suppressed", message_id, {"case": message.case_id, "how": "discarded"})
        _note_on_case(connection, message, act, f"Threw the draft {message_id} away")
        return changed


def _draft(connection: Connection, message_id: str, version: int | None) -> Message:
    message = message_in(connection, message_id, lock=True)
    if message.state != "draft":
        by = f" by {message.approved_by}" if message.approved_by else ""
        raise ConflictError(f"{message_id} is {message.state}{by}, and no draft any more.")
    if version is not None and version != message.version:
        raise ConflictError(
            f"{message_id} was changed meanwhile: it is at version {message.version}, you saw {version}. "
            "Read it again before you approve it."
        )
    return message


def _change(connection: Connection, message: Message, act: Act, values: Mapping[str, Any]) -> Message:
    changed = connection.execute(
        update(MESSAGES)
        .where(MESSAGES.c.message_id == message.message_id, MESSAGES.c.version == message.version)
        .values(**values, updated_at=act.at, version=message.version + 1)
    )
    if changed.rowcount != 1:
        raise ConflictError(f"{message.message_id} was changed by somebody else in this moment; look again.")
    return message_in(connection, message.message_id)


def _note_on_case(connection: Connection, message: Message, act: Act, text: str) -> None:
    if message.case_id and message.to_partner:
        add_history(connection, message.case_id, act, "message", text)


def _check(subject: str, recipient: str, name: str, text: str) -> None:
    """Refuse what could become a second header: a line end in a header field is never wanted."""
    problems = [
        Problem(place, value[:80], "holds a line end or another character that cannot be printed")
        for place, value in (("subject", subject), ("recipient", recipient), ("recipient's name", name))
        if not value.isprintable()
    ]
    if not subject.strip() or len(subject) > _LONGEST_SUBJECT:
        problems.append(Problem("subject", subject[:80], f"must have 1 to {_LONGEST_SUBJECT} characters"))
    if len(text) > _LONGEST_TEXT:
        problems.append(Problem("text", "", f"has more than {_LONGEST_TEXT:,} characters"))
    if problems:
        raise InputError("The message was not written:", problems)


def _row(message_id: str, new: NewMessage, act: Act, *, approved: bool) -> dict[str, Any]:
    return {
        "message_id": message_id,
        "case_id": new.case_id,
        "partner": new.partner,
        "purpose": new.purpose,
        "channel": new.channel,
        "recipient": new.recipient,
        "recipient_name": new.recipient_name,
        "to_partner": new.to_partner,
        "language": new.language,
        "subject": new.subject,
        "text": new.text,
        "html": new.html,
        "note": new.note,
        "facts_json": json.dumps(dict(new.facts), ensure_ascii=False, default=str),
        "state": "approved" if approved else "draft",
        "created_by": act.actor,
        "created_at": act.at,
        "approved_by": act.actor if approved else None,
        "approved_at": act.at if approved else None,
        "not_before": to_column(new.not_before),
        "attempts": 0,
        "reason": "",
        "internet_id": f"<{message_id}.{act.at:%Y%m%d%H%M%S}@{new.id_domain}>",
        "in_reply_to": new.in_reply_to,
        "rule": new.rule,
        "updated_at": act.at,
        "version": 1,
    }
