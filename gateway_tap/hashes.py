"""The text that stands for a secret from the tap to the store: the credential's id, sealed with the key.

The seal keeps a caller who sends such a text as its API key from passing for another caller.
"""

from __future__ import annotations

import hmac
import re

from foundation import fold, stable_number

_SEALED = re.compile(r"hash:([0-9a-f]{16})([0-9a-f]{16})")
_NOBODY = frozenset({"", "-"})


def hashed(secret: str, key: bytes) -> str:
    """Return `hash:` and 32 hex digits; texts that name nobody stay as they are.

    Parameters
    ----------
    key
        The home's secret key.
    """
    folded = fold(secret)
    if folded in _NOBODY:
        return secret
    number = stable_number(folded, key=key) or 1
    return f"hash:{number:016x}{_seal(number, key):016x}"


def number_of(text: str, key: bytes) -> int | None:
    """Return the credential's id that `hashed` put into the text; None for any other text."""
    found = _SEALED.fullmatch(text)
    if found is None:
        return None
    number = int(found[1], 16)
    return number if hmac.compare_digest(found[2], f"{_seal(number, key):016x}") else None


def _seal(number: int, key: bytes) -> int:
    return stable_number("gateway_tap", number, key=key)
