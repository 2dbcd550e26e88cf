"""The partner's answer page: shows, asks once, takes one answer, and opens to nobody else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from foundation import FixedClock, Home
from governance import Act, audit_entries, case_answers, case_history, read_case, resolve_case
from pivotwatch.answers.wording import WORDINGS, language_of, words_missing
from tests.answers.asked_world import ANNA, NOW, Asked, ask, remind
from tests.reports.filling import HOSTILE_NAME


@pytest.fixture
def asked(home: Home) -> Asked:
    return ask(home)


def test_it_shows_what_we_saw_and_asks(asked: Asked) -> None:
    """Dates, their endpoints with shares, four answers and a text field, in a page of its language."""
    page = asked.browser().get(asked.token())
    assert page.status_code == 200
    assert '<html lang="en">' in page.text
    for told in ("November 9, 2026", "November 15, 2026", "POST /v2/invoices", "63%", "December 17, 2026"):
        assert told in page.text
    assert page.text.count('type="radio"') == 4
    assert "<script" not in page.text
    assert "anna" not in page.text
    assert "Contact sync" not in page.text  # names of groups are ours


def test_looking_changes_nothing(asked: Asked) -> None:
    """GET and HEAD, a hundred times, leave case, history and audit log as they were: scanners may look."""
    before = (read_case(asked.service.record, asked.case.case_id), len(audit_entries(asked.service.record)))
    for _ in range(50):
        assert asked.browser().get(asked.token()).status_code == 200
        assert asked.browser().head(asked.token()).status_code == 200
    assert (
        read_case(asked.service.record, asked.case.case_id),
        len(audit_entries(asked.service.record)),
    ) == before


def test_an_answer_lands_in_the_case(asked: Asked) -> None:
    """The form sends kind and text; the case is answered, its history tells, and the page thanks."""
    thanks = asked.browser().post(asked.token(), data={"kind": "planned", "text": "A billing\r\napp"})
    assert [each.status_code for each in thanks.history] == [303]
    assert "Thank you" in thanks.text
    assert "A planned new use case" in thanks.text
    (answer,) = case_answers(asked.service.record, asked.case.case_id)
    assert (answer.kind, answer.text, answer.via) == ("planned", "A billing\napp", "page")
    assert read_case(asked.service.record, asked.case.case_id).state == "answered"
    assert any(each.kind == "answer" for each in case_history(asked.service.record, asked.case.case_id))


def test_one_answer(asked: Asked) -> None:
    """A later one, and one by the link of a reminder, is not taken; the page says what was answered."""
    reminder = remind(asked.service, asked.case, 1)
    asked.browser().post(asked.token(), data={"kind": "bug", "text": "first"})
    for token in (asked.token(), asked.token(message=reminder)):
        later = asked.browser().post(token, data={"kind": "not_us", "text": "second"})
        assert "A mistake on our side" in later.text
        assert "second" not in later.text
        assert "<form" not in asked.browser().get(token).text
    assert [each.text for each in case_answers(asked.service.record, asked.case.case_id)] == ["first"]


def test_a_later_question_is_asked_anew(asked: Asked) -> None:
    """A question asked after an answer is open, though the earlier one has its answer."""
    asked.browser().post(asked.token(), data={"kind": "other", "text": "call me"})
    draft = remind(asked.service, asked.case, 2, act=Act("anna", NOW + timedelta(days=2)))
    assert "<form" in asked.browser().get(asked.token(message=draft)).text


def test_what_is_missing_is_said_and_nothing_is_lost(asked: Asked) -> None:
    """Without a choice, or with too long a text, the page comes back with the reason and what was typed."""
    page = asked.browser().post(asked.token(), data={"text": "my <words>"})
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert "my &lt;words&gt;" in page.text
    page = asked.browser().post(asked.token(), data={"kind": "bug", "text": "x" * 5001})
    assert page.status_code == 422
    assert "5001 characters" in page.text
    assert re.search(r'value="bug" required checked', page.text)
    assert case_answers(asked.service.record, asked.case.case_id) == []


def test_links_that_open_nothing(asked: Asked) -> None:
    """Forged, cut, of another home, expired: one page without a word about the case; nothing is taken."""
    token = asked.token()
    other_home = asked.token().rsplit(".", 1)[0] + ".AAAA"
    for wrong in (
        token[:-1],
        token + "x",
        token.replace("message", "massage"),
        other_home,
        "x",
        "%00",
        "a.b.c",
    ):
        for answer in (
            asked.browser().get(wrong),
            asked.browser().post(wrong, data={"kind": "bug", "text": ""}),
        ):
            assert answer.status_code == 404
            assert "acme" not in answer.text.lower()
    asked.service.app.clock = FixedClock(NOW + timedelta(days=30))
    assert asked.browser().get(token).status_code == 404
    german = asked.browser().get(token, headers={"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"})
    assert "Dieser Link funktioniert nicht" in german.text
    assert case_answers(asked.service.record, asked.case.case_id) == []


def test_a_settled_case_asks_no_more(asked: Asked) -> None:
    """When the case was resolved meanwhile, its link opens nothing any more."""
    resolve_case(asked.service.record, asked.case.case_id, "false_alarm", ANNA)
    assert asked.browser().get(asked.token()).status_code == 404


def test_bodies_are_bounded(asked: Asked) -> None:
    """A body of half a megabyte, one with a thousand fields, and one that is no text are refused."""
    token = asked.token()
    assert asked.browser().post(token, data={"kind": "bug", "text": "x" * 500_000}).status_code == 413
    assert asked.browser().post(token, content="&".join(f"f{n}=1" for n in range(1000))).status_code == 400
    assert asked.browser().post(token, content=b"kind=%ff%fe").status_code == 400
    assert case_answers(asked.service.record, asked.case.case_id) == []


@pytest.mark.parametrize("token", ["good", "bad"])
def test_headers(asked: Asked, token: str) -> None:
    """Whatever it answers: no script may run, nobody may frame, index, cache it or learn its address."""
    headers = asked.browser().get(asked.token() if token == "good" else "bad").headers  # noqa: S105 - a name
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    for part in ("form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_languages(home: Home) -> None:
    """A German partner gets German words, dates and numbers; every language says everything."""
    page = ask(home, language="de").browser()
    text = page.get(ask(home, language="de").token()).text
    assert '<html lang="de">' in text
    assert "9. November 2026" in text
    assert "63\N{NO-BREAK SPACE}%" in text
    assert words_missing() == []
    assert set(WORDINGS) == {"en", "de"}
    assert [language_of(each) for each in ("de-CH", "de_AT", "en-GB", "fr", None, "")] == [
        "de",
        "de",
        *["en"] * 4,
    ]


def test_hostile_names_are_text(home: Home) -> None:
    """A partner's or contact's name is shown as it is and never becomes markup."""
    asked = ask(home, name=HOSTILE_NAME, partner=HOSTILE_NAME)
    page = asked.browser().get(asked.token()).text
    assert "<img" not in page
    assert "<script" not in page
    assert "&lt;img src=x" in page
