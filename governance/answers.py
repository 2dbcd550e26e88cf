"""The partner's answer: asked by a signed link in a message, kept with the case, decided by a manager."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    ForeignKey,
    RowMapping,
    String,
    Table,
    Text,
    insert,
    select,
    update,
)

from foundation import InputError, UnknownNameError, stable_id
from governance.acts import Act, from_column
from governance.answer_links import checked_token
from governance.cases.changing import add_history, change, to_change
from governance.cases.model import Case, CaseFinding, Resolution
from governance.cases.reading import case_in, findings_in
from governance.cases.resolving import resolve_within
from governance.cases.tables import CASES
from governance.errors import ConflictError, LinkError
from governance.messages.model import Message
from governance.messages.reading import message_in
from governance.messages.tables import MESSAGES
from governance.record import METADATA, Record, writing
from governance.register import Declaration
from governance.telling import tell

AnswerKind = Literal["planned", "bug", "not_us", "other"]
ANSWER_KINDS: tuple[AnswerKind, ...] = get_args(AnswerKind)
"""Planned: a new use case, meant so. Bug: a mistake on the partner's side. Not us: somebody else used the
credentials, or nobody there knows of it. Other: see the text."""

LONGEST_ANSWER = 5000
"""Characters of the text."""

_OUTCOMES: dict[AnswerKind, Resolution] = {"planned": "approved", "bug": "reverted"}

ANSWERS = Table(
    "answers",
    METADATA,
    Column("answer_id", String(64), primary_key=True),  # one for each message that asked
    Column("case_id", ForeignKey(CASES.c.case_id), nullable=False, index=True),
    Column("message_id", ForeignKey(MESSAGES.c.message_id), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("via", String(16), nullable=False),  # page, e-mail, manager
    Column("at", DateTime, nullable=False),  # UTC
    Column("decision", String(16)),  # approved, declined; NULL = waits
    Column("decided_by", String(200)),
    Column("decided_at", DateTime),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a partner said.

    Attributes
    ----------
    via
        `page`, `e-mail`, or `manager` who heard it by other ways.
    decision
        `approved` or `declined` by a manager; None = nobody decided yet.
    """

    answer_id: str
    case_id: str
    message_id: str
    kind: AnswerKind
    text: str
    via: str
    at: datetime
    decision: Literal["approved", "declined"] | None
    decided_by: str | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Question:
    """What an answer page shows: the question that a link opens, and the answer if it was given.

    Attributes
    ----------
    findings
        What we saw; their facts have the partner's own endpoints and nobody else's.
    message
        The message that asked; its language and recipient's name are the page's.
    expires_at
        Until when the link works; aware, UTC.
    answer
        None = not answered yet.
    """

    case: Case
    findings: Sequence[CaseFinding]
    message: Message
    expires_at: datetime
    answer: Answer | None


def read_question(record: Record, token: str, key: bytes, now: datetime) -> Question:
    """Return what a link asks, for the page that shows it.

    Raises
    ------
    LinkError
        When the token is forged, cut short or expired, or its case is resolved; the text is for the partner.
    """
    message_id, expires_at = checked_token(token, key, now)
    with record.connect() as connection:
        return _question(connection, message_id, expires_at)


def give_answer(record: Record, token: str, key: bytes, kind: AnswerKind, text: str, now: datetime) -> Answer:
    """Take the partner's answer into the case; giving the same answer again changes nothing.

    Raises
    ------
    LinkError
        As `read_question`.
    ConflictError
        When this question was answered otherwise already.
    InputError
        When the kind is unknown, or the text too long.
    """
    message_id, expires_at = checked_token(token, key, now)
    with writing(record) as connection:
        question = _question(connection, message_id, expires_at)
        act = Act(f"partner:{question.case.partner}", now)
        return answer_within(connection, question.message, kind, text, "page", act)


def answer_within(
    connection: Connection, message: Message, kind: AnswerKind, text: str, via: str, act: Act
) -> Answer:
    """Write the answer to a message's question, within a transaction."""
    if kind not in ANSWER_KINDS:
        raise UnknownNameError("kind of answer", kind, ANSWER_KINDS)
    if len(text) > LONGEST_ANSWER:
        raise InputError(f"An answer has at most {LONGEST_ANSWER:,} characters; this one has {len(text):,}.")
    if message.case_id is None:
        raise LinkError("This message asked nothing.")
    case = to_change(connection, message.case_id, None)
    given = _answer_to(connection, message.message_id)
    words = text.replace("\r\n", "\n").strip()
    if given is not None:
        if (given.kind, given.text) == (kind, words):
            return given
        raise ConflictError("This question has been answered already; write to us if the answer changed.")
    answer_id = stable_id("answer", message.message_id)
    values = {"answer_id": answer_id, "case_id": case.case_id, "message_id": message.message_id}
    connection.execute(insert(ANSWERS).values(**values, kind=kind, text=words, via=via, at=act.at))
    if case.state != "resolved":
        change(connection, case, act, {"state": "answered"})
    add_history(connection, case.case_id, act, "answer", f"{kind} (by {via}): {words}")
    data = {"partner": case.partner, "answer": answer_id, "kind": kind, "via": via}
    tell(connection, act, "case.answered", case.case_id, data)
    return _answer_to(connection, message.message_id) or _lost(answer_id)


def case_answers(record: Record, case_id: str) -> list[Answer]:
    """Return the answers to a case's questions, oldest first."""
    query = select(ANSWERS).where(ANSWERS.c.case_id == case_id).order_by(ANSWERS.c.at)
    with record.connect() as connection:
        return [_answer(row) for row in connection.execute(query).mappings()]


def is_answered_within(connection: Connection, message_id: str) -> bool:
    """Tell, within a transaction, whether a message's question was answered."""
    return _answer_to(connection, message_id) is not None


def decide_answer(
    record: Record,
    answer_id: str,
    act: Act,
    *,
    approve: bool,
    note: str = "",
    declared: Declaration | None = None,
    version: int | None = None,
) -> Case:
    """Approve or decline what a partner said.

    An approved `planned` resolves the case as approved, which declares the new use case; an approved `bug`
    resolves it as reverted. Every other decision leaves the case with its manager, as triaged.

    Parameters
    ----------
    declared
        See `resolve_case`.
    version
        Of the case.

    Raises
    ------
    ConflictError
        When somebody decided already, or the case is no longer at `version`.
    """
    with writing(record) as connection:
        answer = _answer_in(connection, answer_id)
        case = to_change(connection, answer.case_id, version)
        decision = "approved" if approve else "declined"
        written = connection.execute(
            update(ANSWERS)
            .where(ANSWERS.c.answer_id == answer_id, ANSWERS.c.decision.is_(None))
            .values(decision=decision, decided_by=act.actor, decided_at=act.at)
        )
        if written.rowcount != 1:
            raise ConflictError(f"{answer_id} was {answer.decision} by {answer.decided_by} already.")
        told = f": {note}" if note else ""
        add_history(connection, case.case_id, act, "answer", f"{decision} the answer {answer.kind}{told}")
        outcome = _OUTCOMES.get(answer.kind) if approve else None
        if outcome is not None:
            return resolve_within(connection, case.case_id, outcome, act, note, declared, None)
        moved = change(connection, case, act, {"state": "triaged"}) if case.state != "resolved" else case
        tell(
            connection, act, "case.updated", case.case_id, {"what": f"answer {decision}", "answer": answer_id}
        )
        return moved


def _question(connection: Connection, message_id: str, expires_at: datetime) -> Question:
    try:
        message = message_in(connection, message_id)
    except UnknownNameError as error:
        raise LinkError("What this link asked is no longer on record.") from error
    if message.case_id is None:
        raise LinkError("This link asks nothing.")
    case = case_in(connection, message.case_id)
    answer = _answer_to(connection, message_id)
    if case.state == "resolved" and answer is None:
        raise LinkError("This question has been settled meanwhile; there is nothing to answer any more.")
    return Question(case, findings_in(connection, case.case_id), message, expires_at, answer)


def _answer_to(connection: Connection, message_id: str) -> Answer | None:
    query = select(ANSWERS).where(ANSWERS.c.message_id == message_id)
    row = connection.execute(query).mappings().one_or_none()
    return _answer(row) if row else None


def _answer_in(connection: Connection, answer_id: str) -> Answer:
    query = select(ANSWERS).where(ANSWERS.c.answer_id == answer_id)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        waiting = select(ANSWERS.c.answer_id).where(ANSWERS.c.decision.is_(None)).limit(20)
        raise UnknownNameError("answer", answer_id, connection.scalars(waiting))
    return _answer(row)


def _answer(row: RowMapping) -> Answer:
    times = {name: from_column(row[name]) for name in ("at", "decided_at")}
    return Answer(**(dict(row) | times))


def _lost(answer_id: str) -> Answer:
    raise ConflictError(f"{answer_id} was written and cannot be read back.")
