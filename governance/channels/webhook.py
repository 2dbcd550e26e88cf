"""A webhook signed after the Standard Webhooks specification: a receiver can tell that it is ours."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json

from pydantic import Field, SecretStr, field_validator

from foundation import Section
from governance.channels._posting import post
from governance.delivery import Channel, Rendered, Surroundings
from governance.messages.model import Message

_PREFIX = "whsec_"
_SHORTEST, _LONGEST = 24, 64


class WebhookParameters(Section):
    """POST JSON to a URL."""

    url: SecretStr
    """Where to; kept out of errors and logs."""
    secret: SecretStr
    """`whsec_` and 24 to 64 random bytes in base64; several with blanks between them while keys change."""
    events: tuple[str, ...] = ()
    """Also post these events, e.g. case.*; see docs/governance.md."""
    timeout_seconds: float = Field(default=15, gt=0, le=120)
    """How long the other side may take."""

    @field_validator("secret")
    @classmethod
    def _strong(cls, secret: SecretStr) -> SecretStr:
        for part in secret.get_secret_value().split() or [""]:
            try:
                size = len(base64.b64decode(part.removeprefix(_PREFIX), validate=True))
            except binascii.Error as error:
                raise ValueError("write whsec_ and base64, e.g. from `openssl rand -base64 32`") from error
            if not _SHORTEST <= size <= _LONGEST:
                raise ValueError(f"has {size} bytes; {_SHORTEST} to {_LONGEST} are needed")
        return secret


def _render(message: Message, parameters: WebhookParameters, surroundings: Surroundings) -> Rendered:
    stamp = int(surroundings.now.timestamp())
    told = {
        "type": message.facts.get("type", f"{message.purpose}.message"),
        "timestamp": surroundings.now.isoformat(),
        "data": {
            "case": message.case_id,
            "partner": message.partner,
            "subject": message.subject,
            "text": message.text,
            **message.facts.get("data", message.facts),
        },
    }
    body = json.dumps(told, ensure_ascii=False, default=str).encode()
    signed = f"{message.message_id}.{stamp}.".encode() + body
    signatures = [_signature(part, signed) for part in parameters.secret.get_secret_value().split()]
    headers = {
        "Content-Type": "application/json",
        "webhook-id": message.message_id,  # the same at every attempt
        "webhook-timestamp": str(stamp),
        "webhook-signature": " ".join(signatures),
    }
    return Rendered(body, headers)


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def _send(
    rendered: Rendered, message: Message, parameters: WebhookParameters, surroundings: Surroundings
) -> None:
    del message
    post(parameters.url.get_secret_value(), rendered, surroundings, parameters.timeout_seconds)


PLUGIN = Channel(
    parameters=WebhookParameters,
    render=_render,
    send=_send,
    reference="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
    example={"url": "https://example.com/hook", "secret": "whsec_" + base64.b64encode(b"e" * 32).decode()},
)
