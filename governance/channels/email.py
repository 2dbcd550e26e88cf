"""E-mail by the platform's own SMTP server."""

from __future__ import annotations

from governance.delivery import Channel, Rendered, Surroundings
from governance.mail.mime import mail_bytes
from governance.mail.smtp import send_mail
from governance.messages.model import Message
from governance.settings import MailSettings


def _render(message: Message, parameters: MailSettings, surroundings: Surroundings) -> Rendered:
    return Rendered(mail_bytes(message, parameters, surroundings))


def _send(rendered: Rendered, message: Message, parameters: MailSettings, surroundings: Surroundings) -> None:
    del surroundings
    send_mail(rendered.body, message.recipient, parameters)


PLUGIN = Channel(
    parameters=MailSettings,
    render=_render,
    send=_send,
    reference="https://www.rfc-editor.org/rfc/rfc5321",
    example={"host": "mail.example.com", "sender": "partners@example.com"},
)
