"""The outbox against a real SMTP server: taken, refused for now, refused for good, dead in the middle."""

from __future__ import annotations

import ssl
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from governance import (
    ANSWER_LINK,
    DeliveryError,
    Partner,
    Record,
    answer_token,
    case_history,
    claim_message,
    give_answer,
    list_messages,
    list_suppressions,
    mark_sent,
    read_case,
    read_message,
    read_partner,
    read_question,
    resolve_case,
    save_partners,
    verify_audit,
)
from governance import (
    suppress as suppress_address,
)
from governance.mail.mime import mail_bytes
from tests.governance.governance_examples import ANNA, KEY, NOW
from tests.governance.mail_examples import MovingClock, approved, outbox, settings
from tests.governance.mail_servers import SmtpServer, parsed

WORD = "correct horse battery"


def test_an_approved_mail_arrives_as_it_was_approved(record: Record, smtp: SmtpServer) -> None:
    """It reaches the contact with all headers, both parts, and a link that opens its own question."""
    message = approved(record)
    (done,) = outbox(record, settings(port=smtp.port)).deliver()
    (mail,) = smtp.taken
    assert (done.outcome, smtp.envelopes) == ("sent", [("partners@crm.example", ["jo@acme.example"])])
    assert mail["From"] == "Example CRM <partners@crm.example>"
    assert mail["To"] == "Jo Doe <jo@acme.example>"
    assert (mail["Message-ID"], mail["Auto-Submitted"]) == (message.internet_id, "auto-generated")
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    assert "POST /v2/invoices" in text
    assert "<td" in html
    assert ANSWER_LINK not in text + html
    link = next(word for word in text.split() if "/answer/" in word)
    assert link in html
    question = read_question(record, link.rpartition("/")[2], KEY, NOW)
    assert question.message.message_id == message.message_id
    assert read_case(record, message.case_id or "").state == "contacted"
    assert verify_audit(record).broken == ()


def test_what_was_sent_is_not_sent_again(record: Record, smtp: SmtpServer) -> None:
    """A second run finds nothing due."""
    approved(record)
    box = outbox(record, settings(port=smtp.port))
    assert [each.outcome for each in box.deliver()] == ["sent"]
    assert list(box.deliver()) == []
    assert len(smtp.taken) == 1


def test_eight_outboxes_send_each_message_once(record: Record, smtp: SmtpServer) -> None:
    """Outboxes that run at the same time share the work, and nothing arrives twice."""
    ids = [approved(record, count=count).internet_id for count in range(6)]
    given = settings(port=smtp.port, per_partner_a_day=100)
    threads = [threading.Thread(target=lambda: list(outbox(record, given).deliver())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(smtp.seen) == sorted(ids)


def test_a_temporary_refusal_is_tried_again_later(record: Record, smtp: SmtpServer) -> None:
    """After a 451 it waits, twice as long each time, keeps its Message-ID, and arrives once."""
    smtp.replies = ["451 greylisted", "451 greylisted"]
    message, clock = approved(record), MovingClock()
    box = outbox(record, settings(port=smtp.port, retry_minutes=5), clock)
    (first,) = box.deliver()
    assert (first.outcome, first.reason) == ("later", "451 greylisted")
    clock.at = NOW + timedelta(minutes=4)
    assert list(box.deliver()) == []
    clock.at = NOW + timedelta(minutes=5)
    assert [each.outcome for each in box.deliver()] == ["later"]
    clock.at = NOW + timedelta(minutes=14)
    assert list(box.deliver()) == []
    clock.at = NOW + timedelta(minutes=15)
    assert [each.outcome for each in box.deliver()] == ["sent"]
    assert smtp.seen == [message.internet_id] * 3
    assert len(smtp.taken) == 1


def test_tried_too_often_is_failed_and_the_owner_is_told(record: Record, smtp: SmtpServer) -> None:
    """After the last attempt it is given up, and the owner gets a notice of it."""
    smtp.replies = ["451 no", "451 no", "250 ok"]
    message, clock = approved(record), MovingClock()
    box = outbox(record, settings(port=smtp.port, attempts=2, retry_minutes=1), clock)
    assert [each.outcome for each in box.deliver()] == ["later"]
    clock.at = NOW + timedelta(minutes=1)
    assert [each.outcome for each in box.deliver()] == ["failed"]
    assert "after 2 attempts" in read_message(record, message.message_id).reason
    clock.at = NOW + timedelta(minutes=3)
    assert [each.outcome for each in box.deliver()] == ["sent"]
    assert (smtp.taken[0]["To"], "did not arrive" in smtp.taken[0]["Subject"]) == (
        "anna <anna@crm.example>",
        True,
    )


@pytest.mark.parametrize("where", ["recipient", "data"])
def test_a_permanent_refusal_is_not_tried_again(record: Record, smtp: SmtpServer, where: str) -> None:
    """A 550 fails at once, with the server's words, and the owner is told."""
    if where == "recipient":
        smtp.recipient_reply = "550 no such user"
    else:
        smtp.replies = ["550 no such user"]
    message = approved(record)
    box = outbox(record, settings(port=smtp.port))
    assert [(each.outcome, each.reason) for each in box.deliver()] == [("failed", "550 no such user")]
    assert read_message(record, message.message_id).state == "failed"
    assert [each.purpose for each in list_messages(record, states=["approved"])] == ["failure"]


def test_a_server_that_dies_while_it_takes_the_text_gets_it_again(record: Record, smtp: SmtpServer) -> None:
    """Nobody knows whether it was taken, so it comes again with the same Message-ID, by which that shows."""
    smtp.replies = ["hang up"]
    message, clock = approved(record), MovingClock()
    box = outbox(record, settings(port=smtp.port), clock)
    assert [each.outcome for each in box.deliver()] == ["later"]
    clock.at = NOW + timedelta(hours=1)
    assert [each.outcome for each in box.deliver()] == ["sent"]
    assert smtp.seen == [message.internet_id] * 2


def test_no_server_at_all_is_temporary(record: Record) -> None:
    """A port that nobody listens on leaves the message waiting, with a reason that names host and port."""
    approved(record)
    (done,) = outbox(record, settings(port=1, timeout_seconds=2)).deliver()
    assert done.outcome == "later"
    assert done.reason.startswith("localhost:1: ")


# aiosmtpd does not see that the whole connection is encrypted already
@pytest.mark.filterwarnings("ignore:Requiring AUTH")
@pytest.mark.parametrize("implicit", [False, True], ids=["starttls", "tls"])
def test_tls_and_password(record: Record, authority: tuple[Path, ssl.SSLContext], *, implicit: bool) -> None:
    """Mail goes over STARTTLS and implicit TLS with a password; without the authority nothing is sent."""
    file, context = authority
    approved(record)
    with SmtpServer(context, implicit=implicit, password=WORD) as server:
        good = {
            "port": server.port,
            "security": "tls" if implicit else "starttls",
            "user": "pivotwatch",
            "password": WORD,
        }
        (untrusted,) = outbox(record, settings(**good)).deliver()
        clock = MovingClock(NOW + timedelta(hours=1))
        (wrong,) = outbox(record, settings(**good | {"password": "x", "ca_file": str(file)}), clock).deliver()
        clock.at = NOW + timedelta(hours=3)
        (done,) = outbox(record, settings(**good, ca_file=str(file)), clock).deliver()
    assert (untrusted.outcome, "certificate verify failed" in untrusted.reason.lower()) == ("later", True)
    assert (wrong.outcome, "sign in" in wrong.reason) == ("later", True)
    assert done.outcome == "sent"
    assert len(server.taken) == 1


def test_starttls_is_never_left_out(record: Record, smtp: SmtpServer) -> None:
    """A server that does not offer STARTTLS gets nothing when it is asked for."""
    approved(record)
    (done,) = outbox(record, settings(port=smtp.port, security="starttls")).deliver()
    assert (done.outcome, smtp.seen) == ("later", [])


def test_mail_is_signed(record: Record, smtp: SmtpServer, tmp_path: Path) -> None:
    """The DKIM signature verifies against the public key; a changed subject breaks it."""
    key = rsa.generate_private_key(65537, 2048)
    file = tmp_path / "key.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    import base64  # noqa: PLC0415 - for this test alone

    def dns(name: bytes, timeout: int = 5) -> bytes:
        del timeout
        assert name == b"pw._domainkey.crm.example."
        return b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)

    approved(record)
    signing = {"dkim_domain": "crm.example", "dkim_selector": "pw", "dkim_key_file": str(file)}
    list(outbox(record, settings(port=smtp.port, **signing)).deliver())
    assert dkim.verify(smtp.raw[0], dnsfunc=dns)
    assert not dkim.verify(smtp.raw[0].replace(b"Subject: Ihre", b"Subject: Eure"), dnsfunc=dns)


def test_a_mail_that_cannot_be_made_holds_up_no_other(
    record: Record, smtp: SmtpServer, tmp_path: Path
) -> None:
    """With a signing key that is no key every message waits with its reason, and none is left claimed."""
    (tmp_path / "key.pem").write_text("no key")
    for count, file in enumerate([tmp_path / "key.pem", tmp_path / "absent.pem"]):
        approved(record, count=count)
        signing = {"dkim_domain": "crm.example", "dkim_selector": "pw", "dkim_key_file": str(file)}
        clock = MovingClock(NOW + count * timedelta(hours=3))
        found = list(outbox(record, settings(port=smtp.port, **signing), clock).deliver())
        assert {each.outcome for each in found} == {"later"}
        assert all("cannot be made" in each.reason for each in found)
    assert {each.state for each in list_messages(record)} == {"approved"}
    assert smtp.seen == []


def test_never_to_an_address_that_the_register_does_not_name_now(record: Record, smtp: SmtpServer) -> None:
    """A contact that left the register between approval and sending gets nothing, and the owner is told."""
    message = approved(record)
    partner = read_partner(record, "acme")[0]
    save_partners(record, [replace(partner, contacts=partner.contacts[1:])], "anna", NOW)
    (done,) = outbox(record, settings(port=smtp.port)).deliver()
    assert (done.outcome, smtp.seen) == ("suppressed", [])
    assert "does not name jo@acme.example" in read_message(record, message.message_id).reason
    assert [each.purpose for each in list_messages(record, states=["approved"])] == ["failure"]


def test_a_suppressed_address_gets_nothing(record: Record, smtp: SmtpServer) -> None:
    """An address on the list gets nothing, however it is spelled; another does."""
    approved(record)
    suppress_address(record, "JO@acme.example", "asked for it", ANNA)
    (done,) = outbox(record, settings(port=smtp.port)).deliver()
    assert (done.outcome, "asked for it" in done.reason, smtp.seen) == ("suppressed", True, [])
    assert [each.scope for each in list_suppressions(record)] == ["everything"]


def test_quiet_hours_are_the_partners(record: Record, smtp: SmtpServer) -> None:
    """At 20:00 in Berlin it waits till 8:00 there; then it goes, without having cost an attempt."""
    message, clock = approved(record), MovingClock(NOW.replace(hour=19))
    box = outbox(record, settings(port=smtp.port), clock)
    (done,) = box.deliver()
    assert (done.outcome, "2026-11-17 08:00 (Europe/Berlin)" in done.reason) == ("later", True)
    waiting = read_message(record, message.message_id)
    assert (waiting.attempts, waiting.not_before) == (0, NOW.replace(day=17, hour=7))
    clock.at = NOW.replace(day=17, hour=7)
    assert [each.outcome for each in box.deliver()] == ["sent"]


def test_what_waits_goes_as_soon_as_nothing_holds_it(record: Record, smtp: SmtpServer) -> None:
    """Quiet hours switched off let a waiting e-mail go at once; a server's refusal is waited out."""
    approved(record)
    evening = MovingClock(NOW.replace(hour=19))
    for _ in range(2):  # looked at again, it waits as before
        list(outbox(record, settings(port=smtp.port), evening).deliver())
    awake = settings(port=smtp.port, quiet_from="08:00")
    smtp.replies = ["451 greylisted"]
    assert [each.reason for each in outbox(record, awake, evening).deliver()] == ["451 greylisted"]
    assert list(outbox(record, awake, evening).deliver()) == []


@pytest.mark.parametrize("answered", [True, False])
def test_nobody_is_asked_what_is_settled(record: Record, smtp: SmtpServer, *, answered: bool) -> None:
    """An answer or a resolution before the e-mail leaves keeps it here, and is no failure to tell of."""
    message = approved(record)
    if answered:
        token = answer_token(message.message_id, NOW + timedelta(days=1), KEY)
        give_answer(record, token, KEY, "planned", "", NOW)
    else:
        resolve_case(record, message.case_id or "", "false_alarm", ANNA)
    (done,) = outbox(record, settings(port=smtp.port)).deliver()
    assert (done.outcome, "meanwhile" in done.reason, smtp.seen) == ("suppressed", True, [])
    assert len(list_messages(record)) == 1


def test_limits_a_partner_and_in_all(record: Record, smtp: SmtpServer) -> None:
    """The second e-mail to a partner within a day waits, and so does what exceeds the limit of all."""
    approved(record)
    approved(record, count=1)
    box = outbox(record, settings(port=smtp.port, per_partner_a_day=1))
    assert [each.outcome for each in box.deliver()] == ["sent", "later"]
    slow = outbox(record, settings(port=smtp.port, per_minute=1), MovingClock(NOW + timedelta(seconds=30)))
    approved(record, count=2)
    assert [each.reason for each in slow.deliver()] == ["1 messages went out within a minute."]


def test_a_dead_senders_message_is_taken_over(record: Record, smtp: SmtpServer) -> None:
    """Within the lease nobody touches it; after it another sends it; the first one's news come too late."""
    message, clock = approved(record), MovingClock()
    dead = claim_message(record, message.message_id, "dead", NOW, timedelta(minutes=15))
    assert dead is not None
    box = outbox(record, settings(port=smtp.port), clock)
    assert list(box.deliver()) == []
    clock.at = NOW + timedelta(minutes=16)
    assert [each.outcome for each in box.deliver()] == ["sent"]
    assert not mark_sent(record, dead, ANNA)
    assert smtp.seen == [message.internet_id]


def test_without_a_server_or_a_public_address_messages_wait(record: Record, smtp: SmtpServer) -> None:
    """What is not set up yet is said, costs no attempt, and sends nothing."""
    message = approved(record)
    (none,) = outbox(record, settings(host="")).deliver()
    bare = outbox(record, settings(port=smtp.port), MovingClock(NOW + timedelta(hours=1)))
    (linkless,) = replace(bare, writer=replace(bare.writer, public_url="")).deliver()
    assert "governance.mail.host is empty" in none.reason
    assert "governance.public_url is empty" in linkless.reason
    assert (read_message(record, message.message_id).attempts, smtp.seen) == (0, [])


@pytest.mark.parametrize("evil", ["Jo\r\nBcc: all@acme.example", "Jo\nX: y", "Jo\x0b", "Jo\u2028Bcc: x"])
def test_no_header_can_be_slipped_in(record: Record, evil: str) -> None:
    """A line end in a subject or a name, even written into the record, never becomes a header."""
    message = approved(record)
    given = settings()
    surroundings = outbox(record, given)._surroundings()
    for harmed in (replace(message, subject=evil), replace(message, recipient_name=evil)):
        with suppress(DeliveryError):  # refused is as good
            mail = parsed(mail_bytes(harmed, given.mail, surroundings))
            assert (mail["Bcc"], mail["X"]) == (None, None)


def test_the_case_tells_of_its_mail(record: Record, smtp: SmtpServer) -> None:
    """Draft, approval, sending and the new state are lines of the case's history."""
    message = approved(record)
    list(outbox(record, settings(port=smtp.port)).deliver())
    lines = [line.text for line in case_history(record, message.case_id or "")]
    assert [line.split()[0] for line in lines[1:]] == ["Draft", "Approved", "pivot", "open"]


def test_a_partner_that_is_not_registered_gets_no_mail(record: Record, smtp: SmtpServer) -> None:
    """Even an approved message stays here when its partner is gone from the register's contacts."""
    approved(record)
    save_partners(record, [Partner("acme", "Acme")], "anna", NOW)
    assert [each.outcome for each in outbox(record, settings(port=smtp.port)).deliver()] == ["suppressed"]
