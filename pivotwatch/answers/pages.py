"""The answer page as HTML: the question, the thanks, and the page of a link that does not work."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_date
from babel.numbers import format_percent
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from governance import LONGEST_ANSWER, Answer, Question
from pivotwatch.answers.wording import WORDINGS, language_of


def question_page(
    question: Question, platform: str, *, given: Mapping[str, str] | None = None, errors: Sequence[str] = ()
) -> str:
    """Return the page that shows what we saw and asks.

    Parameters
    ----------
    given
        What was sent and refused: `kind` and `text`, so that nobody types it twice.
    errors
        Names of what is wrong: `kind`, `text`.
    """
    sent = given or {}
    language = language_of(question.message.language)
    words = WORDINGS[language]
    facts = question.message.facts
    days = {name: _day(facts.get(name), language) for name in ("since", "until")}
    text = sent.get("text", "")
    told = {
        "kind": words.choose,
        "text": words.too_long.format(length=len(text), most=LONGEST_ANSWER),
    }
    return _rendered(
        language,
        platform,
        heading=words.title,
        paragraphs=[
            words.greeting.format(name=question.message.recipient_name or _partner(question)),
            words.what.format(**days, partner=_partner(question), platform=platform),
            words.still,
        ],
        rows=_rows(facts, language),
        since_head=words.since.format(since=days["since"]),
        asks=True,
        chosen=sent.get("kind"),
        own_words=text,
        errors=[(each, told[each]) for each in errors],
        text_help=words.text_help.format(most=LONGEST_ANSWER),
        deadline=words.deadline.format(day=_moment(question, question.expires_at, language)),
    )


def answered_page(question: Question, answer: Answer, platform: str) -> str:
    """Return the page that thanks, and says what was answered."""
    language = language_of(question.message.language)
    words = WORDINGS[language]
    choice, _ = words.choices[answer.kind]
    return _rendered(
        language,
        platform,
        heading=words.thanks_title,
        paragraphs=[words.thanks.format(platform=platform), words.other_way],
        given=words.given.format(day=_moment(question, answer.at, language), choice=choice),
        own_words=answer.text,
    )


def dead_page(accept_language: str, platform: str) -> str:
    """Return the page of a link that opens nothing; whose it was is not known, so the browser chooses."""
    language = language_of(accept_language.partition(",")[0].partition(";")[0].strip())
    words = WORDINGS[language]
    return _rendered(language, platform, heading=words.dead_title, paragraphs=[words.dead])


def style_source() -> str:
    """Return the hash by which the Content-Security-Policy allows the page's style, and no other."""
    digest = hashlib.sha256(_style().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _rendered(language: str, platform: str, **values: Any) -> str:
    nothing: dict[str, Any] = {"rows": [], "errors": [], "given": "", "own_words": "", "asks": False}
    fixed = {"language": language, "platform": platform, "words": WORDINGS[language], "most": LONGEST_ANSWER}
    style = Markup(_style())  # noqa: S704 - our own file, and the policy names its hash
    return _environment().get_template("page.html.j2").render(nothing | fixed | values | {"style": style})


def _rows(facts: Mapping[str, Any], language: str) -> list[dict[str, str]]:
    return [
        {
            "endpoint": str(row["endpoint"]),
            "before": format_percent(row["before"], locale=language),
            "after": format_percent(row["after"], locale=language),
        }
        for row in facts.get("evidence_rows", ())
    ]


def _partner(question: Question) -> str:
    return str(question.message.facts.get("partner_name") or question.case.partner or "")


def _day(day: str | None, language: str) -> str:
    return format_date(date.fromisoformat(day), format="long", locale=language) if day else "?"


def _moment(question: Question, moment: datetime, language: str) -> str:
    try:
        zone = ZoneInfo(str(question.message.facts.get("time_zone") or "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    return format_date(moment.astimezone(zone).date(), format="long", locale=language)


@cache
def _style() -> str:
    return _environment().get_template("style.css").render().strip()


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("pivotwatch.answers", "templates"),
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
