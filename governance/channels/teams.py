"""A webhook of Microsoft Teams' workflows: an Adaptive Card."""

from __future__ import annotations

import json
import re

from pydantic import Field, SecretStr

from foundation import Section
from governance.channels._posting import post
from governance.delivery import Channel, Rendered, Surroundings
from governance.messages.model import Message

_LONGEST = 20_000  # a card may have 28 KB in all
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|<>~-])")


class TeamsParameters(Section):
    """Post a card to a Teams workflow."""

    url: SecretStr
    """The workflow's URL, which is its secret; kept out of errors and logs."""
    events: tuple[str, ...] = ()
    """Also post these events, e.g. case.opened."""
    timeout_seconds: float = Field(default=15, gt=0, le=120)
    """How long the other side may take."""


def _plain(text: str) -> str:
    """Return a text in which Markdown's signs are themselves: a partner's name must not become a link."""
    return _MARKUP.sub(r"\\\1", text)


def _render(message: Message, parameters: TeamsParameters, surroundings: Surroundings) -> Rendered:
    del parameters, surroundings
    lines = [
        {"type": "TextBlock", "text": _plain(message.subject), "weight": "Bolder", "wrap": True},
        {"type": "TextBlock", "text": _plain(message.text[:_LONGEST]).replace("\n", "\n\n"), "wrap": True},
    ]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": lines,
    }
    attachment = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": card,
    }
    told = {"type": "message", "attachments": [attachment]}
    return Rendered(json.dumps(told, ensure_ascii=False).encode(), {"Content-Type": "application/json"})


def _send(
    rendered: Rendered, message: Message, parameters: TeamsParameters, surroundings: Surroundings
) -> None:
    del message
    post(parameters.url.get_secret_value(), rendered, surroundings, parameters.timeout_seconds)


PLUGIN = Channel(
    parameters=TeamsParameters,
    render=_render,
    send=_send,
    reference="https://adaptivecards.io/explorer/AdaptiveCard.html",
    example={"url": "https://teams.example.com/workflows/secret"},
)
