"""Reads the mailbox that bounces and answers come to (RFC 9051): each e-mail once, then marked as seen."""

from __future__ import annotations

import contextlib
import imaplib
import ssl
from collections.abc import Iterator

from foundation import PivotwatchError
from governance.acts import Act
from governance.mail.inbound import Received, take_mail
from governance.messages.writing import Writer
from governance.record import Record
from governance.settings import InboxSettings


def read_inbox(record: Record, settings: InboxSettings, writer: Writer, act: Act) -> Iterator[Received]:
    """Take every e-mail that is not seen yet, and tell of each.

    Nothing is deleted. An e-mail is marked as seen when what it changed is written; should the process die in
    between, it is read again and changes nothing again.

    Raises
    ------
    PivotwatchError
        When the mailbox cannot be read.
    """
    try:
        with _mailbox(settings) as box:
            for number in _unseen(box):
                raw = _fetched(box, number)
                yield take_mail(record, raw, writer, act)
                box.store(number, "+FLAGS", "\\Seen")
    except (OSError, imaplib.IMAP4.error) as error:
        reason = error.args[0] if error.args else error
        said = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise PivotwatchError(
            f"The mailbox at {settings.host}:{settings.effective_port} cannot be read: {said}"
        ) from error


@contextlib.contextmanager
def _mailbox(settings: InboxSettings) -> Iterator[imaplib.IMAP4]:
    context = ssl.create_default_context(cafile=settings.ca_file or None)
    where = (settings.host, settings.effective_port)
    box: imaplib.IMAP4
    if settings.security == "tls":
        box = imaplib.IMAP4_SSL(*where, ssl_context=context, timeout=settings.timeout_seconds)
    else:
        box = imaplib.IMAP4(*where, timeout=settings.timeout_seconds)
    try:
        if settings.security == "starttls":
            box.starttls(context)
        box.login(settings.user, settings.password.get_secret_value())
        answer, said = box.select(f'"{settings.folder}"')
        if answer != "OK":
            raise imaplib.IMAP4.error(said[0] or b"no such folder")
        yield box
    finally:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            box.logout()


def _unseen(box: imaplib.IMAP4) -> list[str]:
    _, found = box.search(None, "UNSEEN")
    return found[0].decode().split() if found and found[0] else []


def _fetched(box: imaplib.IMAP4, number: str) -> bytes:
    _, found = box.fetch(number, "(BODY.PEEK[])")
    for part in found:
        if isinstance(part, tuple):
            return bytes(part[1])
    return b""
