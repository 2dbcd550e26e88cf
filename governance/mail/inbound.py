"""What comes back by mail: bounces (RFC 3464), automatic replies, and what partners answer.

One function takes the bytes of one e-mail, whether the mailbox or a webhook brought it, and takes each once.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.message import Message as AnyMessage
from email.utils import parseaddr
from typing import Literal

from sqlalchemy import Column, Connection, DateTime, String, Table, insert, select, update

from governance.acts import Act
from governance.addresses import fold_address
from governance.answers.giving import answer_within
from governance.answers.model import LONGEST_ANSWER
from governance.answers.reading import answer_to
from governance.cases.changing import add_history
from governance.messages.failures import tell_owner_of_failure
from governance.messages.model import Message
from governance.messages.reading import message_in, message_of
from governance.messages.tables import MESSAGES
from governance.messages.writing import Writer
from governance.record import METADATA, Record, writing
from governance.suppressions import EVERYTHING, suppress_within
from governance.telling import tell

Kind = Literal["bounce", "delayed", "automatic", "answer", "comment", "unknown", "seen"]

_MOST_BYTES = 20 << 20
_ID = re.compile(r"<[^<>\s]+>")
_QUOTE_HEAD = re.compile(
    r"^(On .+ wrote:|Am .+ schrieb .*:|-{2,} ?(Original Message|Ursprüngliche Nachricht).*)$"
)
_PERMANENT = re.compile(r"5\.\d+\.\d+")

_TABLE = Table(
    "received_mails",
    METADATA,
    Column("mail_id", String(64), primary_key=True),  # hash of its Message-ID, or of all of it
    Column("kind", String(16), nullable=False),
    Column("message_id", String(64)),
    Column("at", DateTime, nullable=False),  # UTC
)


@dataclass(frozen=True, slots=True)
class Received:
    """What became of an e-mail that came in.

    Attributes
    ----------
    kind
        `bounce` and `answer` change something, `comment` is a further answer; `delayed` and `automatic` are
        left; `unknown` belongs to no message of ours; `seen` was taken before.
    message_id
        The message of ours that it belongs to.
    """

    kind: Kind
    message_id: str | None = None


def take_mail(record: Record, raw: bytes, writer: Writer, act: Act) -> Received:
    """Take one e-mail that came in; taking it again changes nothing.

    Parameters
    ----------
    raw
        As it came over the wire (RFC 5322).
    writer
        Writes the notice to the owner when it tells of a bounce.
    """
    mail = message_from_bytes(raw[:_MOST_BYTES], policy=policy.default)
    mail_id = hashlib.sha256(str(mail["Message-ID"] or "").strip().encode() or raw).hexdigest()
    with writing(record) as connection:
        if connection.scalar(select(_TABLE.c.mail_id).where(_TABLE.c.mail_id == mail_id)) is not None:
            return Received("seen")
        received, reason = _taken(connection, mail, act)
        connection.execute(
            insert(_TABLE).values(
                mail_id=mail_id, kind=received.kind, message_id=received.message_id, at=act.at
            )
        )
        bounced = message_in(connection, received.message_id or "") if received.kind == "bounce" else None
    if bounced is not None:
        tell_owner_of_failure(record, writer, bounced, reason, act)
    return received


def _taken(connection: Connection, mail: AnyMessage, act: Act) -> tuple[Received, str]:
    if mail.get_content_type() == "multipart/report" and _report_type(mail) == "delivery-status":
        return _bounce(connection, mail, act)
    message = _ours(connection, _references(mail))
    if message is None:
        return Received("unknown"), ""
    if _automatic(mail):
        return Received("automatic", message.message_id), ""
    return _answer(connection, mail, message, act), ""


def _bounce(connection: Connection, mail: AnyMessage, act: Act) -> tuple[Received, str]:
    message = _ours(connection, [*_returned_ids(mail), *_references(mail)])
    failures = list(_failures(mail))
    if message is None:
        return Received("unknown"), ""
    if not failures:
        return Received("delayed", message.message_id), ""
    status, reason = failures[0]
    values = {"state": "bounced", "reason": reason, "updated_at": act.at}
    changed = connection.execute(
        update(MESSAGES)
        .where(MESSAGES.c.message_id == message.message_id, MESSAGES.c.state.in_(("sent", "claimed")))
        .values(**values, version=MESSAGES.c.version + 1)
    )
    if changed.rowcount == 0:
        return Received("delayed", message.message_id), ""
    data = {"case": message.case_id, "partner": message.partner, "purpose": message.purpose, "status": status}
    tell(connection, act, "message.bounced", message.message_id, data)
    if _PERMANENT.fullmatch(status):
        suppress_within(connection, message.recipient, f"bounced: {reason}", act, EVERYTHING)
    if message.case_id:
        text = f"{message.purpose} to {message.recipient} bounced: {reason}"
        add_history(connection, message.case_id, act, "message", text)
    return Received("bounce", message.message_id), reason


def _failures(mail: AnyMessage) -> Iterator[tuple[str, str]]:
    """Give status and reason of each recipient that failed for good (RFC 3464, 2.3)."""
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for fields in _inner(part):
            if str(fields.get("Action", "")).strip().lower() == "failed":
                status = str(fields.get("Status", "5.0.0")).strip()
                said = str(fields.get("Diagnostic-Code", "")).partition(";")[2] or status
                yield status, " ".join(said.split())[:300]


def _returned_ids(mail: AnyMessage) -> list[str]:
    """Return the Message-IDs of what was returned with a report, whole or its headers alone."""
    found: list[str] = []
    for part in mail.walk():
        if part.get_content_type() == "text/rfc822-headers":
            found += _ID.findall(_header_of(str(part.get_payload()), "message-id"))
        elif part.get_content_type() == "message/rfc822":
            found += [
                each for inner in _inner(part) for each in _ID.findall(str(inner.get("Message-ID", "")))
            ]
    return found


def _inner(part: AnyMessage) -> list[AnyMessage]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, AnyMessage)] if isinstance(payload, list) else []


def _header_of(text: str, name: str) -> str:
    return next((line for line in text.splitlines() if line.lower().startswith(f"{name}:")), "")


def _answer(connection: Connection, mail: AnyMessage, message: Message, act: Act) -> Received:
    if message.case_id is None or not message.to_partner:
        return Received("unknown", message.message_id)
    sender = parseaddr(str(mail["From"] or ""))[1]
    words = _words(mail)[:LONGEST_ANSWER]
    if fold_address(sender) != fold_address(message.recipient):
        words = f"(from {sender or 'an unknown sender'}, not from {message.recipient})\n{words}"[
            :LONGEST_ANSWER
        ]
    theirs = Act(f"partner:{message.partner}", act.now)
    if answer_to(connection, message) is not None:
        add_history(connection, message.case_id, theirs, "comment", f"By e-mail: {words}")
        tell(connection, act, "case.updated", message.case_id, {"what": "mail"})
        return Received("comment", message.message_id)
    answer_within(connection, message, "other", words, "e-mail", theirs)
    return Received("answer", message.message_id)


def _words(mail: AnyMessage) -> str:
    """Return what the sender wrote, without what they quote."""
    if not isinstance(mail, EmailMessage):
        return ""
    body = mail.get_body(("plain", "html"))
    if body is None:
        return ""
    try:
        text = str(body.get_content())
    except (LookupError, UnicodeError):
        text = str(body.get_payload())
    if body.get_content_type() == "text/html":
        text = re.sub(r"<[^>]*>", " ", text)
    kept: list[str] = []
    for line in text.replace("\0", "").splitlines():
        if _QUOTE_HEAD.match(line.strip()):
            break
        if not line.lstrip().startswith(">"):
            kept.append(line.rstrip())
    return "\n".join(kept).strip()


def _automatic(mail: AnyMessage) -> bool:
    """Tell whether a program answered (RFC 3834, 5, and what is older than it)."""
    submitted = str(mail.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    precedence = str(mail.get("Precedence", "")).strip().lower()
    return (
        submitted != "no"
        or precedence in ("bulk", "auto_reply", "junk")
        or mail.get("X-Autoreply") is not None
    )


def _references(mail: AnyMessage) -> list[str]:
    given = f"{mail.get('In-Reply-To', '')} {mail.get('References', '')}"
    return list(dict.fromkeys(_ID.findall(given)))


def _report_type(mail: AnyMessage) -> str:
    return str(mail.get_param("report-type", "")).lower()


def _ours(connection: Connection, ids: list[str]) -> Message | None:
    for each in ids:
        row = connection.execute(select(MESSAGES).where(MESSAGES.c.internet_id == each)).mappings().first()
        if row is not None:
            return message_of(row)
    return None
