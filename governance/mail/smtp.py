"""Handing one e-mail to the SMTP server (RFC 5321), and telling what may be tried again from what may not."""

from __future__ import annotations

import contextlib
import smtplib
import ssl

from governance.delivery import DeliveryError
from governance.settings import MailSettings

_PERMANENT = 500


def send_mail(mail: bytes, recipient: str, settings: MailSettings) -> None:
    """Send to one recipient; return when the server has taken it.

    Raises
    ------
    DeliveryError
        Permanent for replies of 5xx to the sender, the recipient or the text; temporary for 4xx, for a server
        that cannot be reached or dies, and for a refused sign-in, which is our own mistake and gets mended.
    """
    try:
        server = _server(settings)
        try:
            if settings.user:
                server.login(settings.user, settings.password.get_secret_value())
            server.sendmail(settings.bounce_to or settings.sender, [recipient], mail)
        finally:
            _leave(server)
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        raise _refused(code, text) from error
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as error:
        raise DeliveryError(
            f"{settings.host} lets us not sign in: {_shown(error)}", permanent=False
        ) from error
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code, error.smtp_error) from error
    except (OSError, smtplib.SMTPException) as error:
        reason = f"{settings.host}:{settings.effective_port}: {type(error).__name__}: {_shown(error)}"
        raise DeliveryError(reason, permanent=False) from error


def _server(settings: MailSettings) -> smtplib.SMTP:
    where = (settings.host, settings.effective_port)
    if settings.security == "tls":
        return smtplib.SMTP_SSL(*where, timeout=settings.timeout_seconds, context=_context(settings))
    server = smtplib.SMTP(*where, timeout=settings.timeout_seconds)
    if settings.security == "starttls":
        try:
            server.starttls(context=_context(settings))
        except BaseException:
            server.close()
            raise
    return server


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye; what the server answers to that says nothing about the message it took."""
    with contextlib.suppress(OSError, smtplib.SMTPException):
        server.quit()
    server.close()


def _context(settings: MailSettings) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=settings.ca_file or None)


def _refused(code: int, text: bytes | str) -> DeliveryError:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return DeliveryError(f"{code} {' '.join(said.split())[:300]}", permanent=code >= _PERMANENT)


def _shown(error: BaseException) -> str:
    said = getattr(error, "smtp_error", b"") or str(error)
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return " ".join(text.split())[:300]


def greet_mail_server(settings: MailSettings) -> None:
    """Connect, encrypt and sign in as for sending, and leave without sending anything.

    Raises
    ------
    DeliveryError
        When sending would not work.
    """
    try:
        server = _server(settings)
        try:
            server.ehlo()
            if settings.user:
                server.login(settings.user, settings.password.get_secret_value())
        finally:
            _leave(server)
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryError(f"{type(error).__name__}: {_shown(error)}", permanent=False) from error
