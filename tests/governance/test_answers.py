"""Answers: only by the whole link, only in time, once; and what a manager makes of them."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation import InputError, UnknownNameError
from governance import (
    LONGEST_ANSWER,
    AnswerKind,
    ConflictError,
    Declaration,
    LinkError,
    Message,
    Record,
    answer_token,
    case_answers,
    decide_answer,
    events_after,
    give_answer,
    read_case,
    read_partner,
    read_question,
    resolve_case,
    standing,
    verdict_history,
)
from tests.governance.governance_examples import ANNA, KEY, NOW
from tests.governance.mail_examples import approved, many_approved

END = NOW + timedelta(days=30)


@pytest.fixture
def asked(record: Record) -> Message:
    """A message to acme that asks what is going on."""
    return approved(record)


def token_of(message: Message) -> str:
    return answer_token(message.message_id, END, KEY)


def test_the_link_opens_its_question_and_no_other(record: Record, asked: Message) -> None:
    """It shows the case's findings until it ends; after that, and with another key, it opens nothing."""
    question = read_question(record, token_of(asked), KEY, NOW)
    assert (question.case.partner, len(question.findings), question.answer) == ("acme", 1, None)
    assert question.expires_at == END
    with pytest.raises(LinkError, match="ended on 2026-12-16"):
        read_question(record, token_of(asked), KEY, END)
    with pytest.raises(LinkError):
        read_question(record, token_of(asked), b"another key", NOW)


@given(st.text(max_size=80), st.integers(0, 80))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_nothing_but_the_whole_link_opens_it(record: Record, noise: str, place: int) -> None:
    """No other text and no changed token opens a question, and every refusal is the one error."""
    token = answer_token("message-0123456789ab", END, KEY)
    changed = token[:place] + noise + token[place:]
    for wrong in {noise, changed, token[:place]} - {token}:
        with pytest.raises(LinkError):
            read_question(record, wrong, KEY, NOW)


def test_an_answer_is_taken_once(record: Record, asked: Message) -> None:
    """Sending the form twice is one answer; another answer is refused; the case is answered."""
    first = give_answer(record, token_of(asked), KEY, "planned", "New product.\r\nSince May.", NOW)
    assert (first.text, first.via) == ("New product.\nSince May.", "page")
    assert give_answer(record, token_of(asked), KEY, "planned", "New product.\nSince May.", NOW) == first
    with pytest.raises(ConflictError, match="answered already"):
        give_answer(record, token_of(asked), KEY, "bug", "", NOW)
    assert read_case(record, first.case_id).state == "answered"
    assert [each.type for each in events_after(record)].count("case.answered") == 1
    assert read_question(record, token_of(asked), KEY, NOW).answer == first


def test_of_two_links_in_one_instant_one_lands(record: Record) -> None:
    """The link of an e-mail and of its reminder, opened and answered at once: one answer, and one refusal."""
    first, reminder = many_approved(record, 2)
    start = threading.Barrier(2)

    def answer(message: Message, kind: AnswerKind) -> str:
        start.wait(10)
        try:
            return give_answer(record, token_of(message), KEY, kind, "", NOW).kind
        except ConflictError as refusal:
            return str(refusal)

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(answer, (first, reminder), ("planned", "bug")))
    (taken,) = case_answers(record, first.case_id or "")
    assert sorted(told) == sorted(
        [taken.kind, "This question has been answered already; write to us if the answer changed."]
    )
    assert [each.type for each in events_after(record)].count("case.answered") == 1
    for message in (first, reminder):
        assert read_question(record, token_of(message), KEY, NOW).answer == taken


def test_bad_answers_are_refused(record: Record, asked: Message) -> None:
    """An unknown kind and a text that is too long change nothing."""
    with pytest.raises(UnknownNameError, match="planned"):
        give_answer(record, token_of(asked), KEY, "maybe", "", NOW)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="5,000"):
        give_answer(record, token_of(asked), KEY, "other", "x" * (LONGEST_ANSWER + 1), NOW)
    assert case_answers(record, asked.case_id or "") == []


def test_a_settled_question_asks_nothing_more(record: Record, asked: Message) -> None:
    """When the case was resolved without an answer, the link says that there is nothing to answer."""
    resolve_case(record, asked.case_id or "", "reverted", ANNA)
    with pytest.raises(LinkError, match="settled"):
        read_question(record, token_of(asked), KEY, NOW)


@pytest.mark.parametrize(
    ("kind", "approve", "state", "resolution"),
    [
        ("planned", True, "resolved", "approved"),
        ("planned", False, "triaged", None),
        ("bug", True, "resolved", "reverted"),
        ("not_us", True, "triaged", None),
        ("other", True, "triaged", None),
    ],
)
def test_what_a_decision_does(
    record: Record, asked: Message, kind: Any, approve: bool, state: str, resolution: str | None
) -> None:
    """Planned and approved declares and resolves; a bug is reverted; all else stays with the manager."""
    answer = give_answer(record, token_of(asked), KEY, kind, "", NOW)
    case = decide_answer(record, answer.answer_id, ANNA, approve=approve)
    assert (case.state, case.resolution) == (state, resolution)
    declared = read_partner(record, "acme")[0].declared
    assert (declared == Declaration(("Invoicing",))) == (resolution == "approved")
    assert bool(standing(verdict_history(record))) == (state == "resolved")
    with pytest.raises(ConflictError, match="by anna already"):
        decide_answer(record, answer.answer_id, ANNA, approve=True)


def test_a_decision_on_an_old_case_is_refused(record: Record, asked: Message) -> None:
    """Who decides about a case that changed meanwhile is told so, and the answer still waits."""
    answer = give_answer(record, token_of(asked), KEY, "planned", "", NOW)
    with pytest.raises(ConflictError, match="version"):
        decide_answer(record, answer.answer_id, ANNA, approve=True, version=1)
    assert case_answers(record, answer.case_id)[0].decision is None
