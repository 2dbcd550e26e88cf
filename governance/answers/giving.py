"""Taking an answer into its case: once for a question, by however many links and at whatever moment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert

from foundation import InputError, UnknownNameError, stable_id
from governance.acts import Act
from governance.answers.links import checked_token
from governance.answers.model import ANSWER_KINDS, LONGEST_ANSWER, Answer, AnswerKind
from governance.answers.reading import answer_in, answer_to, question_in
from governance.answers.tables import ANSWERS
from governance.cases.changing import add_history, change, to_change
from governance.errors import ConflictError, LinkError
from governance.messages.model import Message
from governance.record import Record, writing
from governance.telling import tell


def give_answer(record: Record, token: str, key: bytes, kind: AnswerKind, text: str, now: datetime) -> Answer:
    """Take the partner's answer into the case; giving the same answer again changes nothing.

    Raises
    ------
    LinkError
        As `read_question`.
    ConflictError
        When this question was answered otherwise already, by this link or by a reminder's.
    InputError
        When the kind is unknown, or the text too long.
    """
    message_id, expires_at = checked_token(token, key, now)
    with writing(record) as connection:
        question = question_in(connection, message_id, expires_at)
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
    # locked, and changed below only at the version read here: of two links in one instant, one lands
    case = to_change(connection, message.case_id, None)
    given = answer_to(connection, message)
    words = text.replace("\r\n", "\n").strip()
    if given is not None:
        if (given.kind, given.text) == (kind, words):
            return given
        raise ConflictError("This question has been answered already; write to us if the answer changed.")
    change(connection, case, act, {} if case.state == "resolved" else {"state": "answered"})
    answer_id = stable_id("answer", message.message_id)
    values = {"answer_id": answer_id, "case_id": case.case_id, "message_id": message.message_id}
    connection.execute(insert(ANSWERS).values(**values, kind=kind, text=words, via=via, at=act.at))
    add_history(connection, case.case_id, act, "answer", f"{kind} (by {via}): {words}")
    data = {"partner": case.partner, "answer": answer_id, "kind": kind, "via": via}
    tell(connection, act, "case.answered", case.case_id, data)
    return answer_in(connection, answer_id)
