"""Reading questions and answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, RowMapping, or_, select

from foundation import UnknownNameError
from governance.acts import from_column, to_column
from governance.answers.links import checked_token
from governance.answers.model import Answer, Question
from governance.answers.tables import ANSWERS
from governance.cases.reading import case_in, findings_in
from governance.errors import LinkError
from governance.messages.model import Message
from governance.messages.reading import message_in
from governance.record import Record


def read_question(record: Record, token: str, key: bytes, now: datetime) -> Question:
    """Return what a link asks, for the page that shows it.

    Raises
    ------
    LinkError
        When the token is forged, cut short or expired, or its case is resolved; the text is for the partner.
    """
    message_id, expires_at = checked_token(token, key, now)
    with record.connect() as connection:
        return question_in(connection, message_id, expires_at)


def case_answers(record: Record, case_id: str) -> list[Answer]:
    """Return the answers to a case's questions, oldest first."""
    query = select(ANSWERS).where(ANSWERS.c.case_id == case_id).order_by(ANSWERS.c.at)
    with record.connect() as connection:
        return [_answer(row) for row in connection.execute(query).mappings()]


def question_in(connection: Connection, message_id: str, expires_at: datetime) -> Question:
    """Return the question of a message, within a transaction; raises as `read_question`."""
    try:
        message = message_in(connection, message_id)
    except UnknownNameError as error:
        raise LinkError("What this link asked is no longer on record.") from error
    if message.case_id is None:
        raise LinkError("This link asks nothing.")
    case = case_in(connection, message.case_id)
    answer = answer_to(connection, message)
    if case.state == "resolved" and answer is None:
        raise LinkError("This question has been settled meanwhile; there is nothing to answer any more.")
    return Question(case, findings_in(connection, case.case_id), message, expires_at, answer)


def answer_to(connection: Connection, message: Message) -> Answer | None:
    """Return the answer to what a message asked, within a transaction.

    A reminder asks what the message before it asked: an answer that the case got since the message was
    written is the answer to it, whichever link it came by.
    """
    own = ANSWERS.c.message_id == message.message_id
    since = (ANSWERS.c.case_id == message.case_id) & (ANSWERS.c.at >= to_column(message.created_at))
    query = select(ANSWERS).where(or_(own, since)).order_by(~own, ANSWERS.c.at).limit(1)
    row = connection.execute(query).mappings().one_or_none()
    return _answer(row) if row else None


def answer_in(connection: Connection, answer_id: str) -> Answer:
    """Return an answer within a transaction; an unknown id raises UnknownNameError with those that wait."""
    query = select(ANSWERS).where(ANSWERS.c.answer_id == answer_id)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        waiting = select(ANSWERS.c.answer_id).where(ANSWERS.c.decision.is_(None)).limit(20)
        raise UnknownNameError("answer", answer_id, connection.scalars(waiting))
    return _answer(row)


def _answer(row: RowMapping) -> Answer:
    times = {name: from_column(row[name]) for name in ("at", "decided_at")}
    return Answer(**(dict(row) | times))
