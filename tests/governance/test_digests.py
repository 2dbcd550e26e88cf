"""The weekly digest: Monday morning in the owner's time zone, their partners first, once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from starlette.testclient import TestClient

from foundation import FixedClock, Home, Warehouse
from governance import (
    Act,
    LinkError,
    Owner,
    Partner,
    Record,
    Week,
    list_messages,
    list_suppressions,
    monday_due,
    open_case,
    save_owners,
    unsubscribe,
    unsubscribe_token,
    write_digests,
)
from governance.settings import DigestSettings
from pivotwatch.app import App
from pivotwatch.mail_routes import mail_app
from pivotwatch.service.context import Service
from tests.governance.governance_examples import ANNA, KEY, NOW, finding, register
from tests.governance.mail_examples import WRITER, outbox, settings
from tests.governance.mail_servers import SmtpServer

MONDAY = date(2026, 11, 16)
BERLIN = Owner("anna", "anna@crm.example", "Europe/Berlin")
TOKYO = Owner("kenji", "kenji@crm.example", "Asia/Tokyo")


@pytest.fixture
def owned(record: Record) -> Record:
    """Anna in Berlin looks after acme, Kenji in Tokyo after globex."""
    register(record, Partner("acme", "Acme", owner="anna"), Partner("globex", "Globex", owner="Kenji"))
    save_owners(record, [BERLIN, TOKYO], ANNA)
    return record


def write(record: Record, hour: float, *, day: int = 16, week: Week | None = None, **given: Any) -> list[str]:
    """Write what is due at an hour UTC of a day of November."""
    now = datetime(2026, 11, day, tzinfo=UTC) + timedelta(hours=hour)
    told = Week(MONDAY, [finding("globex"), finding("acme")]) if week is None else week
    act, zone = Act("pivotwatch", now), ZoneInfo("UTC")
    write_digests(record, WRITER, told, DigestSettings(**given), KEY, act, zone)
    return sorted(each.recipient for each in list_messages(record, purpose="digest"))


def test_each_gets_it_on_their_own_monday_morning_once(owned: Record) -> None:
    """At 8:00 in Tokyo only Kenji's is written, at 8:00 in Berlin Anna's too, and never again."""
    assert write(owned, -1.1) == []
    assert write(owned, -1) == ["kenji@crm.example"]
    assert write(owned, 6.9) == ["kenji@crm.example"]
    assert write(owned, 7) == ["anna@crm.example", "kenji@crm.example"]
    assert write(owned, 12) == write(owned, 7, day=18) == ["anna@crm.example", "kenji@crm.example"]


def test_ones_own_partners_come_first(owned: Record) -> None:
    """The own partner's finding stands before the others', a waiting case with its day in between."""
    open_case(owned, finding(), ANNA, owner="anna", due_on=MONDAY - timedelta(days=2))
    write(owned, 7)
    (mine,) = [each for each in list_messages(owned, purpose="digest") if each.recipient == BERLIN.email]
    text = mine.text
    assert (
        text.index("Your partners") < text.index("acme moved") < text.index("overdue since November 14, 2026")
    )
    assert text.index("overdue") < text.index("Other partners") < text.index("globex moved")
    assert "1 finding about your partners, 1 finding about others, 1 case waiting for you" in mine.subject


def test_a_german_owner_reads_german(owned: Record) -> None:
    """The digest is in the owner's language: its headline, its headings and its days."""
    save_owners(owned, [replace(BERLIN, locale="de-DE")], ANNA)
    open_case(owned, finding(), ANNA, owner="anna", due_on=MONDAY - timedelta(days=2))
    write(owned, 7)
    (mine,) = [each for each in list_messages(owned, purpose="digest") if each.recipient == BERLIN.email]
    assert "1 Befund zu Ihren Partnern, 1 Befund zu anderen, ein Fall wartet auf Sie" in mine.subject
    for part in (mine.text, mine.html):
        assert "Andere Partner" in part
        assert "überfällig seit 14. November 2026" in part
        assert "9. November 2026 bis 15. November 2026" in part


@pytest.mark.parametrize(("when_empty", "written"), [("line", 2), ("skip", 0)])
def test_nothing_happened(owned: Record, when_empty: str, written: int) -> None:
    """In an empty week it is one line or nothing, by setting."""
    assert len(write(owned, 9, week=Week(MONDAY, []), when_empty=when_empty)) == written
    if written:
        assert "nothing happened" in list_messages(owned)[0].subject


def test_it_can_be_switched_off(owned: Record) -> None:
    """Without digests nothing is written."""
    assert write(owned, 9, enabled=False) == []


def test_it_carries_one_click_unsubscribe(owned: Record, smtp: SmtpServer) -> None:
    """The headers of RFC 8058 are there; the link stops digests to that address, and digests alone."""
    write(owned, 9)
    list(outbox(owned, settings(port=smtp.port)).deliver())
    mail = next(each for each in smtp.taken if "anna" in each["To"])
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    token = mail["List-Unsubscribe"].strip("<>").rpartition("/")[2]
    assert unsubscribe(owned, token, KEY, ANNA) == BERLIN.email
    assert [(each.address, each.scope) for each in list_suppressions(owned)] == [(BERLIN.email, "digest")]
    later = Week(MONDAY + timedelta(days=7), [finding()])
    write(owned, 9, day=23, week=later)
    box = outbox(owned, settings(port=smtp.port))
    assert sorted(each.outcome for each in box.deliver()) == ["sent", "suppressed"]


@pytest.mark.parametrize("forged", ["{:.20}", "x{}", "nonsense", ""])
def test_a_forged_link_is_refused(record: Record, forged: str) -> None:
    """Nobody can unsubscribe another without the whole link."""
    with pytest.raises(LinkError):
        unsubscribe(record, forged.format(unsubscribe_token(BERLIN.email, KEY)), KEY, ANNA)
    assert list_suppressions(record) == []


def test_monday_starts_at_the_hour_also_when_clocks_change() -> None:
    """The hour is the local one, in winter as in summer; before it the digest of this week is not due."""
    berlin, eight = ZoneInfo("Europe/Berlin"), DigestSettings()
    assert monday_due(datetime(2026, 10, 26, 6, 59, tzinfo=UTC), berlin, eight) is None
    assert monday_due(datetime(2026, 10, 26, 7, 0, tzinfo=UTC), berlin, eight) == date(2026, 10, 26)
    assert monday_due(datetime(2026, 10, 19, 6, 0, tzinfo=UTC), berlin, eight) == date(2026, 10, 19)
    assert monday_due(datetime(2026, 10, 25, 23, 59, tzinfo=UTC), berlin, eight) is None


@pytest.fixture
def client(home: Home) -> Iterator[tuple[App, TestClient]]:
    """The routes that mail programs call."""
    app = App(home, FixedClock(NOW), {"governance.inbox.webhook_secret": "open sesame please"})
    with Warehouse.in_memory() as nothing, TestClient(mail_app(Service(app, nothing))) as found:
        yield app, found
    app.record.dispose()


def test_looking_at_the_link_changes_nothing(client: tuple[App, TestClient]) -> None:
    """A GET asks, as mail scanners open every link; the POST unsubscribes; a forged one is a 404."""
    app, http = client
    link = f"/unsubscribe/{unsubscribe_token(BERLIN.email, app.home.secret_key())}"
    assert "<form" in http.get(link).text
    assert list_suppressions(app.record) == []
    assert http.post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert [each.address for each in list_suppressions(app.record)] == [BERLIN.email]
    assert http.post(f"{link}x").status_code == 404


def test_mail_may_be_posted_by_who_knows_the_secret(client: tuple[App, TestClient]) -> None:
    """The inbound webhook takes an e-mail's bytes with the secret, and nothing without it."""
    _, http = client
    mail = b"From: a@b.example\nSubject: hi\n\nhello"
    assert http.post("/inbound", content=mail).status_code == 401
    assert http.post("/inbound", content=mail, headers={"Authorization": "Bearer wrong"}).status_code == 401
    good = {"Authorization": "Bearer open sesame please"}
    assert http.post("/inbound", content=mail, headers=good).json() == {"kind": "unknown"}
    assert http.post("/inbound", content=mail, headers=good).json() == {"kind": "seen"}


def test_an_owner_is_found_by_account(record: Record) -> None:
    """Whoever has an account of the console gets the digest at its address, without a line of their own."""
    from governance import create_user  # noqa: PLC0415 - for this test alone

    register(record, Partner("acme", "Acme", owner="Anna Smith"))
    create_user(record, "anna", "manager", ANNA, name="Anna Smith", email="anna.smith@crm.example")
    told = replace(Week(MONDAY, [finding()]))
    assert write(record, 9, week=told) == ["anna.smith@crm.example"]
