"""The partner register: reading the CSV, saving, declarations with history."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from foundation import InputError, UnknownNameError
from governance import (
    Contact,
    Declaration,
    Partner,
    Record,
    declarations_on,
    open_case,
    read_partner,
    read_partners,
    read_register_file,
    resolve_case,
    save_partners,
)
from ingest.credentials import credential_number
from tests.governance.governance_examples import ANNA, finding

KEY = b"k" * 32
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
LATER = datetime(2027, 1, 2, 9, tzinfo=UTC)

REGISTER = """\
id,name,credentials,owner,contacts,tier,declared_groups,declared_endpoints,locale,time_zone
acme,Acme GmbH,"acme-prod; key:letmein",anna,"tech:Jo Doe <jo@acme.example>;bill@acme.example",gold,\
Contact writers,GET /v2/contacts*;POST /v2/contacts,de-DE,Europe/Berlin
globex,Globex,globex-app,,,,,,,
"""


@pytest.fixture
def register(tmp_path: Path) -> Path:
    file = tmp_path / "partners.csv"
    file.write_text(REGISTER, encoding="utf-8")
    return file


def test_a_register_is_read_with_all_its_columns(register: Path) -> None:
    """Every column of the CSV arrives: credentials, contacts, declared use case, locale and time zone."""
    acme, globex = read_register_file(register, KEY)
    assert (acme.name, acme.owner, acme.tier) == ("Acme GmbH", "anna", "gold")
    assert (acme.locale, acme.time_zone) == ("de-DE", "Europe/Berlin")
    assert acme.contacts == (
        Contact("tech", "Jo Doe", "jo@acme.example"),
        Contact("contact", "bill@acme.example", "bill@acme.example"),
    )
    assert acme.declared == Declaration(("Contact writers",), ("GET /v2/contacts*", "POST /v2/contacts"))
    assert globex.declared == Declaration()


def test_id_and_name_are_credentials_in_any_spelling(register: Path) -> None:
    """Logs may name a partner by its id, its name or a credential, whatever the case and blanks."""
    acme = read_register_file(register, KEY)[0]
    owned = {credential.credential_id for credential in acme.credentials}
    for text in (" ACME ", "acme  gmbh", "Acme-Prod", "letmein"):
        assert credential_number(text, KEY) in owned
    assert credential_number("globex", KEY) not in owned


@pytest.mark.parametrize("cell", ["key:letmein", "api_key: letmein", "abcd1234efgh", "sk_live_abc", "x" * 30])
def test_a_secret_is_never_shown(tmp_path: Path, cell: str) -> None:
    """What is marked as a key, or looks like one, goes into the record as a hash only."""
    file = tmp_path / "partners.csv"
    file.write_text(f"id,credentials\nacme,{cell}\n", encoding="utf-8")
    (partner,) = read_register_file(file, KEY)
    assert cell.removeprefix("key:").removeprefix("api_key: ") not in repr(partner)


def test_all_problems_are_named_with_their_lines(tmp_path: Path) -> None:
    """A register with many mistakes is refused once, each mistake with its line."""
    file = tmp_path / "partners.csv"
    file.write_text(
        "id,name,credentials,contacts,time_zone,locale,colour\n"
        "a,A,x,nomail,Mars/One,1,red\n"
        "A,Other,,,,,\n"
        ",C,,,,,\n"
        "d,D,X;d2,,,,\n"
        'e,"two\nlines",,,,,\n'
        "z,zz\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as refused:
        read_register_file(file, KEY)
    places = sorted(problem.place for problem in refused.value.problems)
    assert places == [
        "partners.csv:1",
        "partners.csv:2: contacts",
        "partners.csv:2: locale",
        "partners.csv:2: time_zone",
        "partners.csv:3: id",
        "partners.csv:4: id",
        "partners.csv:5: credentials",
        "partners.csv:7: name",
        "partners.csv:8",
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "column id is missing"),
        (b"id\n", "no partners"),
        (b"id,colour\na,red\n", "colour"),
        (b"name,time_zone\na,Mars\n", "(?s)column id is missing.*Mars"),
        (b"id\n\xff\xfe\n", "not UTF-8"),
        (b'id\n"open', "no CSV"),
    ],
)
def test_what_is_no_register_is_explained(tmp_path: Path, content: bytes, told: str) -> None:
    """An empty, foreign or broken file is refused with the reason."""
    file = tmp_path / "partners.csv"
    file.write_bytes(content)
    with pytest.raises(InputError, match=told):
        read_register_file(file, KEY)


def test_importing_again_changes_nothing_and_edits_are_found(record: Record, register: Path) -> None:
    """A second import of the same file is all unchanged; one edited partner is the only one changed."""
    partners = read_register_file(register, KEY)
    assert save_partners(record, partners, "anna", NOW).added == ("acme", "globex")
    assert save_partners(record, partners, "anna", LATER).unchanged == ("acme", "globex")
    edited = [replace(partners[0], tier="silver"), partners[1]]
    saved = save_partners(record, edited, "anna", LATER)
    assert (saved.changed, saved.unchanged) == (("acme",), ("globex",))
    assert read_partners(record) == edited


def test_a_dry_run_writes_nothing(record: Record, register: Path) -> None:
    """A dry run tells what an import would do, and leaves the record as it was."""
    saved = save_partners(record, read_register_file(register, KEY), "anna", NOW, dry_run=True)
    assert saved.added == ("acme", "globex")
    assert read_partners(record) == []


def test_a_credential_cannot_be_taken_from_another_partner(record: Record, register: Path) -> None:
    """A second file that claims a registered partner's credential is refused; nothing of it is written."""
    partners = read_register_file(register, KEY)
    save_partners(record, partners, "anna", NOW)
    thief = replace(partners[1], partner_id="initech", name="Initech")
    with pytest.raises(InputError, match="globex already"):
        save_partners(record, [replace(partners[0], tier="none"), thief], "anna", NOW)
    assert read_partners(record) == partners


def test_a_credential_can_move_within_one_file(record: Record, register: Path) -> None:
    """Two partners of one file may swap their credentials."""
    acme, globex = read_register_file(register, KEY)
    save_partners(record, [acme, globex], "anna", NOW)
    swapped = [
        replace(acme, credentials=globex.credentials),
        replace(globex, credentials=acme.credentials),
    ]
    save_partners(record, swapped, "anna", NOW)
    assert read_partners(record) == swapped


def test_a_declaration_holds_from_its_day_on(record: Record, register: Path) -> None:
    """The first declaration holds for all days before too; a later one from its own day, and both stay."""
    acme = read_register_file(register, KEY)[0]
    save_partners(record, [acme], "anna", NOW)
    new = replace(acme, declared=Declaration(("Invoice readers",), ()))
    save_partners(record, [new], "bert", LATER)
    before, after = date(2026, 6, 1), date(2027, 1, 3)
    assert declarations_on(record, before)["acme"]["groups"] == ["Contact writers"]
    assert declarations_on(record, after) == {"acme": {"groups": ["Invoice readers"], "endpoints": []}}
    _, history = read_partner(record, "ACME")
    assert [each.approved_by for each in history] == ["anna", "bert"]
    assert history[1].approved_at == LATER


def test_who_declared_nothing_is_not_judged_by_it(record: Record, register: Path) -> None:
    """A partner without a declaration, or that withdrew it, has none."""
    acme, globex = read_register_file(register, KEY)
    save_partners(record, [acme, globex], "anna", NOW)
    assert set(declarations_on(record, NOW.date())) == {"acme"}
    save_partners(record, [replace(acme, declared=Declaration())], "anna", LATER)
    assert declarations_on(record, LATER.date()) == {}


def test_an_unknown_partner_is_answered_with_the_known(record: Record, register: Path) -> None:
    """Asking for a partner that is not there lists those that are."""
    save_partners(record, read_register_file(register, KEY), "anna", NOW)
    with pytest.raises(UnknownNameError, match="acme, globex"):
        read_partner(record, "acne")


def test_an_import_that_says_what_it_said_leaves_an_approval(record: Record) -> None:
    """A nightly import of the same file keeps what a case declared since; a file that changed goes before."""
    acme = Partner("acme", "Acme", declared=Declaration(("Contact sync",)))
    save_partners(record, [acme], "import", NOW)
    case = open_case(record, finding(), ANNA).case
    resolve_case(record, case.case_id, "approved", ANNA)
    approved = Declaration(("Contact sync", "Invoicing"))
    assert save_partners(record, [acme], "import", LATER).unchanged == ("acme",)
    assert read_partner(record, "acme")[0].declared == approved
    save_partners(record, [replace(acme, tier="gold")], "import", LATER)
    assert read_partner(record, "acme")[0].declared == approved
    save_partners(record, [replace(acme, declared=Declaration(("Stock",)))], "import", LATER)
    assert read_partner(record, "acme")[0].declared == Declaration(("Stock",))


def test_tags_are_read_and_kept(record: Record, tmp_path: Path) -> None:
    """Tags of the CSV arrive at the partner, for rules of the policy."""
    file = tmp_path / "partners.csv"
    file.write_text("id,tags\nacme,pilot; eu\nglobex,\n", encoding="utf-8")
    save_partners(record, read_register_file(file, KEY), "import", NOW)
    assert [partner.tags for partner in read_partners(record)] == [("pilot", "eu"), ()]
