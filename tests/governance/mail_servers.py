"""A real SMTP server (aiosmtpd) whose replies a test chooses."""

from __future__ import annotations

import socket
import ssl
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

HOST = "localhost"


def free_port() -> int:
    """Return a port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class SmtpServer:
    """Takes e-mail on loopback.

    Attributes
    ----------
    replies
        What DATA is answered, one after another; when they are used up, everything is taken. `hang up` drops
        the connection after the text was received, before any answer.
    recipient_reply
        What RCPT is answered; None = yes.
    taken
        What was answered with 250, parsed; `raw` the same as bytes.
    seen
        Message-IDs of every text that was received, taken or not.
    """

    def __init__(
        self,
        tls: ssl.SSLContext | None = None,
        *,
        implicit: bool = False,
        password: str | None = None,
    ) -> None:
        self.port = free_port()
        self.replies: list[str] = []
        self.recipient_reply: str | None = None
        self.raw: list[bytes] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.seen: list[str] = []
        self._password = password
        options: dict[str, Any] = {"hostname": HOST}
        if password is not None:
            options |= {
                "authenticator": self._check,
                "auth_required": True,
                "auth_require_tls": tls is not None,
            }
        if tls is not None and implicit:
            options |= {"ssl_context": tls, "auth_require_tls": False}
        elif tls is not None:
            options |= {"tls_context": tls, "require_starttls": True}
        self._controller = Controller(self, port=self.port, **options)

    @property
    def taken(self) -> list[EmailMessage]:
        return [parsed(each) for each in self.raw]

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._controller.stop()

    def _check(self, server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        del server, session, envelope, mechanism
        right = given.login == b"pivotwatch" and given.password.decode() == self._password
        return AuthResult(success=right, handled=False)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        del server, session, options
        if self.recipient_reply is not None:
            return self.recipient_reply
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802 - as above
        del session
        self.seen.append(str(parsed(envelope.content)["Message-ID"]))
        reply = self.replies.pop(0) if self.replies else "250 taken"
        if reply == "hang up":
            assert server.transport is not None
            server.transport.abort()
            return "421 gone"
        if reply.startswith("250"):
            self.raw.append(envelope.content)
            self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        return reply


def parsed(content: bytes) -> EmailMessage:
    """Return an e-mail as Python's own parser reads it."""
    mail = message_from_bytes(content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail
