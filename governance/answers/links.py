"""The signed part of the link in an e-mail that opens its answer page."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime

from governance.errors import LinkError

_PURPOSE = b"pivotwatch answer link v1"


def answer_token(message_id: str, expires_at: datetime, key: bytes) -> str:
    """Return the secret part of an answer link: good for one message's question, until a time.

    HMAC-SHA256 (RFC 2104) over purpose, message and time, by a key derived from the home's secret, so that
    no other signature by that secret is an answer link.

    Parameters
    ----------
    expires_at
        Aware; seconds count.
    key
        The home's secret.
    """
    body = f"{message_id}.{int(expires_at.timestamp())}"
    return f"{body}.{_signature(body, key)}"


def checked_token(token: str, key: bytes, now: datetime) -> tuple[str, datetime]:
    """Return the message that a token is for, and until when.

    Raises
    ------
    LinkError
        When it is forged, cut short or expired; the text is for the partner.
    """
    body, _, signature = token.rpartition(".")
    message_id, _, seconds = body.rpartition(".")
    # compared as bytes: a token from outside may hold any character
    if not hmac.compare_digest(signature.encode(), _signature(body, key).encode()):
        raise LinkError("This link is not whole; open it from the e-mail again, or copy all of it.")
    expires_at = datetime.fromtimestamp(int(seconds), UTC)
    if now >= expires_at:
        raise LinkError(f"This link ended on {expires_at:%Y-%m-%d}; please answer by e-mail instead.")
    return message_id, expires_at


def _signature(body: str, key: bytes) -> str:
    derived = hmac.new(key, _PURPOSE, hashlib.sha256).digest()
    digest = hmac.new(derived, body.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
