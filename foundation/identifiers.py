"""Ids that come from content, so that the same data in any order gives the same ids."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

_SEPARATOR = "\x1f"  # cannot appear in a folded name, so ("a", "bc") and ("ab", "c") differ


def fold(name: str) -> str:
    """Return the form in which two spellings of one name are the same.

    Unicode NFKC, case folded, outer white space dropped, inner white space made one blank.
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def stable_id(prefix: str, *parts: object, length: int = 12) -> str:
    """Return `prefix-` and the first `length` hex digits of the SHA-256 of the parts."""
    digest = hashlib.sha256(_SEPARATOR.join(map(str, parts)).encode()).hexdigest()
    return f"{prefix}-{digest[:length]}"


def stable_number(*parts: object, key: bytes = b"") -> int:
    """Return a positive 63-bit number from the parts.

    With a key it is an HMAC-SHA256 (RFC 2104), so a secret such as an API key cannot be guessed back
    from it without the key.
    """
    text = _SEPARATOR.join(map(str, parts)).encode()
    digest = hmac.new(key, text, hashlib.sha256).digest() if key else hashlib.sha256(text).digest()
    return int.from_bytes(digest[:8], "big") >> 1
