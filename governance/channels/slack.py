"""A webhook that takes what Slack's takes: Slack itself, Mattermost, Rocket.Chat, Zulip and others."""

from __future__ import annotations

import json

from pydantic import Field, SecretStr

from foundation import Section
from governance.channels._posting import post
from governance.delivery import Channel, Rendered, Surroundings
from governance.messages.model import Message

_LONGEST_SECTION = 2900  # Slack takes 3,000 characters in a section
_LONGEST_HEADER = 150


class SlackParameters(Section):
    """Post to a Slack-compatible incoming webhook."""

    url: SecretStr
    """The webhook's URL, which is its secret; kept out of errors and logs."""
    events: tuple[str, ...] = ()
    """Also post these events, e.g. case.opened."""
    timeout_seconds: float = Field(default=15, gt=0, le=120)
    """How long the other side may take."""


def escaped(text: str) -> str:
    """Return a text that mentions nobody and links nowhere, whatever a partner calls itself."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _render(message: Message, parameters: SlackParameters, surroundings: Surroundings) -> Rendered:
    del parameters, surroundings
    header = {"type": "plain_text", "text": message.subject[:_LONGEST_HEADER], "emoji": False}
    section = {"type": "mrkdwn", "text": escaped(message.text[:_LONGEST_SECTION]), "verbatim": True}
    told = {
        "text": escaped(message.subject),
        "blocks": [{"type": "header", "text": header}, {"type": "section", "text": section}],
    }
    return Rendered(json.dumps(told, ensure_ascii=False).encode(), {"Content-Type": "application/json"})


def _send(
    rendered: Rendered, message: Message, parameters: SlackParameters, surroundings: Surroundings
) -> None:
    del message
    post(parameters.url.get_secret_value(), rendered, surroundings, parameters.timeout_seconds)


PLUGIN = Channel(
    parameters=SlackParameters,
    render=_render,
    send=_send,
    reference="https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/",
    example={"url": "https://hooks.example.com/services/T/B/secret"},
)
