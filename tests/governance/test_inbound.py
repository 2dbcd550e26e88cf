"""Mail that comes back: bounces, answers, automatic replies; from a real IMAP server and by function."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
import trustme

from foundation import PivotwatchError
from governance import (
    Act,
    Message,
    Record,
    case_answers,
    case_history,
    list_messages,
    list_suppressions,
    read_case,
    read_inbox,
    read_message,
    take_mail,
)
from governance.settings import InboxSettings
from tests.conftest import find_program
from tests.governance.governance_examples import NOW
from tests.governance.imap_server import USER, WORD, ImapServer, running_imap
from tests.governance.mail_examples import WRITER, approved, outbox, settings
from tests.governance.mail_servers import SmtpServer

ACT = Act("pivotwatch", NOW)


@pytest.fixture
def sent(record: Record, smtp: SmtpServer) -> Message:
    """An e-mail that the server of jo@acme.example has taken."""
    message = approved(record)
    list(outbox(record, settings(port=smtp.port)).deliver())
    return read_message(record, message.message_id)


def bounce(message: Message, status: str = "5.1.1", action: str = "failed") -> bytes:
    """A delivery status notification as Postfix writes it (RFC 3464), with the headers of the original."""
    return (
        "From: MAILER-DAEMON@crm.example\nTo: partners@crm.example\nMessage-ID: <dsn1@crm.example>\n"
        "Subject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nI am sorry.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; crm.example\n\n"
        f"Final-Recipient: rfc822; {message.recipient}\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; 550 {status} no such user\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {message.internet_id}\nSubject: x\n\n--b--\n"
    ).encode()


def reply(message: Message, text: str, sender: str = "Jo <jo@acme.example>", **headers: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "partners@crm.example", "Re: your use"
    mail["Message-ID"] = f"<{abs(hash((text, sender)))}@acme.example>"
    mail["In-Reply-To"] = message.internet_id
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


def test_a_bounce_is_noted_and_the_address_gets_nothing_more(record: Record, sent: Message) -> None:
    """The message is bounced with the server's words, the address suppressed, the owner told, all once."""
    received = take_mail(record, bounce(sent), WRITER, ACT)
    assert (received.kind, received.message_id) == ("bounce", sent.message_id)
    after = read_message(record, sent.message_id)
    assert (after.state, after.reason) == ("bounced", "550 5.1.1 no such user")
    assert [each.address for each in list_suppressions(record)] == ["jo@acme.example"]
    assert [each.purpose for each in list_messages(record, states=["approved"])] == ["failure"]
    assert "bounced" in case_history(record, sent.case_id or "")[-1].text
    assert take_mail(record, bounce(sent), WRITER, ACT).kind == "seen"


def test_a_full_mailbox_suppresses_nobody(record: Record, sent: Message) -> None:
    """A failure of class 4 is a bounce, but the address may be fine tomorrow."""
    assert take_mail(record, bounce(sent, "4.2.2"), WRITER, ACT).kind == "bounce"
    assert list_suppressions(record) == []


@pytest.mark.parametrize("kind", ["delayed", "strange"])
def test_other_reports_change_nothing(record: Record, sent: Message, kind: str) -> None:
    """News of a delay, and reports about mail that is not ours, leave everything as it is."""
    raw = bounce(sent, "4.4.1", "delayed")
    if kind == "strange":
        raw = bounce(sent).replace(sent.internet_id.encode(), b"<other@example.com>")
    assert take_mail(record, raw, WRITER, ACT).kind == {"delayed": "delayed", "strange": "unknown"}[kind]
    assert read_message(record, sent.message_id) == sent


def test_an_answer_by_mail_is_the_answer(record: Record, sent: Message) -> None:
    """What the contact wrote, without the quotes, is the answer of the case; a second mail is a comment."""
    text = "Yes, planned.\n\nJo\n\nOn Mon, 16 Nov 2026, Example CRM wrote:\n> Hello Jo"
    assert take_mail(record, reply(sent, text), WRITER, ACT).kind == "answer"
    (answer,) = case_answers(record, sent.case_id or "")
    assert (answer.kind, answer.via, answer.text) == ("other", "e-mail", "Yes, planned.\n\nJo")
    assert read_case(record, sent.case_id or "").state == "answered"
    assert take_mail(record, reply(sent, "And one thing more."), WRITER, ACT).kind == "comment"
    assert "one thing more" in case_history(record, sent.case_id or "")[-1].text


def test_who_answers_is_looked_at(record: Record, sent: Message) -> None:
    """An answer from another address is kept and says so: the Message-ID alone proves little."""
    take_mail(record, reply(sent, "All fine.", "Eve <eve@elsewhere.example>"), WRITER, ACT)
    (answer,) = case_answers(record, sent.case_id or "")
    assert answer.text.startswith("(from eve@elsewhere.example, not from jo@acme.example)")


@pytest.mark.parametrize("header", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}])
def test_nobody_talks_to_machines(record: Record, sent: Message, header: dict[str, str]) -> None:
    """A vacation notice is no answer."""
    assert take_mail(record, reply(sent, "I am away.", **header), WRITER, ACT).kind == "automatic"
    assert case_answers(record, sent.case_id or "") == []


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0\xff\xfe",
        b"Subject: hello\n\nhi",
        b"Content-Type: multipart/report; report-type=delivery-status",
    ],
)
def test_anything_may_come_in(record: Record, raw: bytes) -> None:
    """What is no mail at all, or no mail of ours, is taken and changes nothing."""
    assert take_mail(record, raw, WRITER, ACT).kind == "unknown"


@pytest.fixture(scope="module")
def imap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ImapServer, Path]]:
    """A running IMAP server, and the file of the authority that signed its certificate."""
    program = find_program("dovecot")
    if program is None:
        pytest.skip("needs dovecot, which is not installed")
    authority = trustme.CA()
    ca_file = tmp_path_factory.mktemp("imap") / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    certificate = authority.issue_cert("localhost")
    chain = b"".join(each.bytes() for each in certificate.cert_chain_pems)
    with running_imap(program, chain, certificate.private_key_pem.bytes()) as server:
        yield server, ca_file


@pytest.mark.needs("dovecot")
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_the_mailbox_is_read_once(
    record: Record, sent: Message, imap: tuple[ImapServer, Path], security: str
) -> None:
    """Bounce and answer are taken from a real mailbox over TLS and marked as seen; then there is no more."""
    server, ca_file = imap
    before = server.seen()
    port = server.tls_port if security == "tls" else server.port
    given = {"host": "localhost", "port": port, "security": security, "user": USER, "ca_file": str(ca_file)}
    inbox = InboxSettings.model_validate(given | {"password": WORD})
    unique = f"{security}{record.dialect.name}"
    server.deliver(f"1{unique}", reply(sent, f"Planned. {unique}"))
    server.deliver(f"2{unique}", bounce(sent).replace(b"<dsn1@", f"<dsn{unique}@".encode()))
    found = list(read_inbox(record, inbox, WRITER, ACT))
    assert sorted(each.kind for each in found) == ["answer", "bounce"]
    assert server.seen() == before + 2
    assert list(read_inbox(record, inbox, WRITER, ACT)) == []
    wrong = InboxSettings.model_validate(given | {"password": "wrong"})
    with pytest.raises(PivotwatchError, match=f"localhost:{port} cannot be read"):
        list(read_inbox(record, wrong, WRITER, ACT))
