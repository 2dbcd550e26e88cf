"""A message as the bytes of an e-mail (RFC 5322, RFC 2045): pure, so that a preview shows what is sent."""

from __future__ import annotations

from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from foundation import ConfigurationError
from governance.addresses import is_address
from governance.delivery import DeliveryError, Surroundings
from governance.messages.model import Message
from governance.settings import MailSettings

_POLICY = policy.SMTP.clone(cte_type="7bit")  # a relay that re-codes 8-bit text would break the signature
_SIGNED = (
    b"from",
    b"to",
    b"subject",
    b"date",
    b"message-id",
    b"reply-to",
    b"in-reply-to",
    b"references",
    b"mime-version",
    b"content-type",
    b"auto-submitted",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
)


def mail_bytes(message: Message, settings: MailSettings, surroundings: Surroundings) -> bytes:
    """Return the e-mail, signed if a DKIM key is set.

    Parameters
    ----------
    message
        Its text has the partner's link in it already, should it ask for an answer.

    Raises
    ------
    DeliveryError
        When an address or a header is not what it should be; permanent.
    """
    raw = mail_of(message, settings, surroundings).as_bytes()
    return _signed(raw, settings) if settings.dkim_domain else raw


def mail_of(message: Message, settings: MailSettings, surroundings: Surroundings) -> EmailMessage:
    """Return the e-mail before it is signed."""
    if not is_address(message.recipient):
        raise DeliveryError(f"{message.recipient!r} is no address.", permanent=True)
    mail = EmailMessage(policy=_POLICY)
    try:
        for name, value in _headers(message, settings, surroundings):
            mail[name] = value
    except (ValueError, IndexError) as error:  # a line end in a header, above all
        raise DeliveryError(f"A header cannot be written: {error}", permanent=True) from error
    mail.set_content(message.text)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    return mail


def _headers(
    message: Message, settings: MailSettings, surroundings: Surroundings
) -> list[tuple[str, str | Address]]:
    sender = Address(settings.sender_name or surroundings.platform, addr_spec=settings.sender)
    found: list[tuple[str, str | Address]] = [
        ("From", sender),
        ("To", Address(message.recipient_name, addr_spec=message.recipient)),
        ("Subject", message.subject),
        ("Date", format_datetime(surroundings.now)),
        ("Message-ID", message.internet_id),
        ("Auto-Submitted", "auto-generated"),  # RFC 3834: no vacation notice answers it
    ]
    if settings.reply_to:
        found.append(("Reply-To", settings.reply_to))
    if message.in_reply_to:
        found += [("In-Reply-To", message.in_reply_to), ("References", message.in_reply_to)]
    unsubscribe = message.facts.get("unsubscribe_url")
    if unsubscribe:
        found += [
            ("List-Unsubscribe", f"<{unsubscribe}>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),  # RFC 8058
        ]
    return found


def _signed(raw: bytes, settings: MailSettings) -> bytes:
    import dkim  # noqa: PLC0415 - only where mail is signed

    try:
        key = Path(settings.dkim_key_file).read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"governance.mail.dkim_key_file cannot be read: {error.strerror}."
        ) from error
    present = {line.partition(b":")[0].lower() for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n")}
    signature: bytes = dkim.sign(
        raw,
        settings.dkim_selector.encode(),
        settings.dkim_domain.encode(),
        key,
        include_headers=[name for name in _SIGNED if name in present],
    )
    return signature + raw
