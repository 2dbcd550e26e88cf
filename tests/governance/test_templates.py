"""Templates: every purpose in its languages, a fallback, own ones first; hostile texts stay texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jinja2.meta import find_undeclared_variables

from foundation import ConfigurationError, UnknownNameError
from governance import Contact, Owner, Partner, Renderer, Writer, open_case
from governance.messages.writing import told
from governance.record import Record
from tests.governance.governance_examples import ANNA, NOW, finding

JO = Contact("technical", "Jo", "jo@acme.example")
TO_PARTNERS = ("pivot", "redeclaration")


def written(
    record: Record, partner: Partner, purpose: str = "pivot", writer: Writer | None = None, **given: str
):  # type: ignore[no-untyped-def]
    case = open_case(record, finding(partner.partner_id), ANNA).case
    found = [finding(partner.partner_id)]
    who = writer or Writer("Example CRM")
    return who.to_partner(case, found, partner, JO, purpose, NOW, note=given.get("note", ""))


@pytest.mark.parametrize("purpose", TO_PARTNERS)
@pytest.mark.parametrize(
    ("locale", "language"),
    [("de-CH", "de"), ("de", "de"), ("en-GB", "en"), ("fr-FR", "en"), (None, "en")],
)
def test_the_recipients_language(record: Record, purpose: str, locale: str | None, language: str) -> None:
    """A locale falls back to its language, and a language without templates to English; days follow it."""
    new = written(record, Partner("acme", "Acme", locale=locale), purpose)
    assert new.language == language
    assert ("16. Dezember 2026" in new.text) == (language == "de")
    assert ("December 16, 2026" in new.text) == (language == "en")
    for part in ("POST /v2/invoices", "60", new.facts["case_id"], "answer-link.invalid"):
        assert part in new.text
        assert part in new.html


def test_hostile_names_stay_texts(record: Record) -> None:
    """Markup in a partner's name or endpoint is shown as it is, a line end becomes a blank, in all parts."""
    evil = 'Evil <img src=x onerror=alert(1)>\r\nBcc: a@b.example {{ 7 * 7 }} "x"'
    new = written(record, Partner("acme", evil), note="Fine <b>words</b> {{ 7 * 7 }}")
    assert "<img" not in new.html
    assert "<b>words" not in new.html
    assert "49" not in new.text
    assert "\nBcc" not in new.text
    assert "\n" not in new.subject


def test_own_templates_go_first(record: Record, tmp_path: Path) -> None:
    """A file in the operator's folder replaces the shipped one, and a new language is a new trio."""
    (tmp_path / "pivot.en.subject").write_text("A question from {{ platform }}")
    for name, text in (
        ("subject", "Une question"),
        ("txt", "Bonjour {{ answer_link }}"),
        ("html", "<p>Bonjour</p>"),
    ):
        (tmp_path / f"pivot.fr.{name}").write_text(text)
    writer = Writer("Example CRM", Renderer(tmp_path))
    assert written(record, Partner("acme", "Acme"), writer=writer).subject == "A question from Example CRM"
    assert written(record, Partner("acme", "Acme", locale="fr-FR"), writer=writer).subject == "Une question"


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ platform.__init__.__globals__ }}",
        "{{ nothing_of_that_name }}",
        "{% if %}",
    ],
)
def test_templates_are_in_a_sandbox(record: Record, tmp_path: Path, attack: str) -> None:
    """A template that reaches for Python's insides, or names what is not there, is an error that names it."""
    (tmp_path / "pivot.en.subject").write_text(attack)
    with pytest.raises(ConfigurationError, match=r"pivot\.en\.subject"):
        written(record, Partner("acme", "Acme"), writer=Writer("Example CRM", Renderer(tmp_path)))


def test_an_unknown_purpose_lists_those_there_are() -> None:
    """Asking for templates that do not exist tells which do."""
    with pytest.raises(UnknownNameError, match="owner_notice, pivot, redeclaration"):
        Renderer().render("poem", "de", {})


def test_both_languages_say_the_same_things() -> None:
    """Every English template, for partners and for owners, has its German one, naming the same facts."""
    folder = Path(__file__).parents[2] / "governance" / "templates"
    for english in sorted(folder.glob("[a-z]*.en.*")):
        german = english.with_name(english.name.replace(".en.", ".de."))
        names = [_names(file.read_text(encoding="utf-8")) for file in (english, german)]
        assert names[0] == names[1], english.name


def _names(template: str) -> set[str]:
    return set(find_undeclared_variables(Renderer()._environment.parse(template)))


OWNER_NOTICES: Mapping[str, Mapping[str, Any]] = {
    "owner_notice": {"level": "high", "findings": [told(finding())], "due_on": "2026-11-20"},
    "answer": {"answer": "planned", "said_lines": ["<b>Yes</b>", "Bye"]},
    "escalation": {
        "days": 1,
        "title": "<b>acme</b> moved",
        "case_owner": "",
        "case_state": "open",
        "due_on": None,
    },
    "failure": {"about": "acme", "recipient": "a@b.example", "failed_subject": "<b>", "reason": "550 no"},
}
HEADLINES = {
    ("owner_notice", "en"): "Example CRM: acme: high case, 1 finding",
    ("owner_notice", "de"): "Example CRM: acme: Fall der Schwere hoch, 1 Befund",
    ("answer", "en"): "Example CRM: acme answered: a planned new use case",
    ("answer", "de"): "Example CRM: acme hat geantwortet: ein geplanter neuer Anwendungsfall",
    ("escalation", "en"): "Example CRM: acme: a case is unresolved after 1 day",
    ("escalation", "de"): "Example CRM: acme: ein Fall ist nach 1 Tag nicht erledigt",
    ("failure", "en"): "Example CRM: acme: an e-mail did not arrive",
    ("failure", "de"): "Example CRM: acme: eine E-Mail kam nicht an",
}


def test_an_owner_reads_their_own_language(record: Record) -> None:
    """Each notice comes in the owner's language, in English where there is none; its texts stay texts."""
    case = open_case(record, finding(), ANNA).case
    for (purpose, language), headline in HEADLINES.items():
        locale = {"en": "fr-FR", "de": "de-AT"}[language]
        owner = Owner("Anna", "anna@crm.example", None, locale)
        new = Writer("Example CRM").to_owner(owner, purpose, OWNER_NOTICES[purpose], ("key",), case=case)
        assert (new.language, new.subject) == (language, headline)
        assert headline in new.text
        assert case.case_id in new.text
        assert "<b>acme" not in new.html
        assert "<b>Yes" not in new.html


def test_a_case_without_a_partners_group_reads_well(record: Record) -> None:
    """Where no groups and no evidence are known, no empty table and no empty quotes are left."""
    bare = finding(from_group_name=None, to_group_name=None, evidence=[])
    case = open_case(record, bare, ANNA).case
    partner = Partner("acme", "Acme", locale="en")
    new = Writer("Example CRM").to_partner(case, [replace(bare)], partner, JO, "pivot", NOW)
    assert '""' not in new.text
    assert "<table" not in new.html
