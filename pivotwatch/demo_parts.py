"""What the demo has instead of the world outside: a mail server and a partner with a browser, on loopback."""

from __future__ import annotations

import socket
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from pivotwatch.app import App

_HOST = "127.0.0.1"


def free_port() -> int:
    """Return a port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


class Mailbox:
    """Takes every e-mail, as aiosmtpd's handler.

    Attributes
    ----------
    mails
        In the order they came.
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's
        """Keep the e-mail."""
        del server, session
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)  # noqa: S101 - for the type checker
        self.mails.append(parsed)
        return "250 taken"


@contextmanager
def mail_server(port: int) -> Iterator[Mailbox]:
    """Run an SMTP server on loopback for the length of the block."""
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname=_HOST, port=port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


@contextmanager
def answer_page(app: App, port: int) -> Iterator[None]:
    """Serve the answer page of a home on loopback for the length of the block, as the service does."""
    import uvicorn  # noqa: PLC0415 - slow to import, and the other steps of the demo need none
    from fastapi import FastAPI  # noqa: PLC0415 - as above

    from foundation import Warehouse  # noqa: PLC0415 - as above
    from pivotwatch.answers.application import answers_app  # noqa: PLC0415 - as above
    from pivotwatch.service.context import Service  # noqa: PLC0415 - as above

    with Warehouse.in_memory() as nothing:  # the page reads the record alone
        outer = FastAPI(openapi_url=None)
        outer.mount("/answer", answers_app(Service(app, nothing)))
        server = uvicorn.Server(uvicorn.Config(outer, host=_HOST, port=port, log_level="error", workers=1))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            _wait_for(port)
            yield
        finally:
            server.should_exit = True
            thread.join(timeout=10)


def answer_link(mail: EmailMessage) -> str:
    """Return the link that an e-mail to a partner asks to open."""
    body = mail.get_body(("plain",))
    text = body.get_content() if body else ""
    return next(word for word in text.split() if "/answer/" in word)


def answer_as_partner(link: str, kind: str, text: str) -> str:
    """Open the page, fill its form and send it, as a browser does; return the page that follows."""
    with urllib.request.urlopen(link, timeout=10) as page:  # noqa: S310 - our own server on loopback
        page.read()
    form = urllib.parse.urlencode({"kind": kind, "text": text}).encode()
    with urllib.request.urlopen(link, data=form, timeout=10) as page:  # noqa: S310 - as above
        return str(page.read().decode("utf-8"))


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            with socket.create_connection((_HOST, port), timeout=0.05):
                return
        except OSError:
            threading.Event().wait(0.05)
    raise TimeoutError(f"The answer page did not come up on port {port}.")
