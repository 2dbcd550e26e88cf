"""What we take for an e-mail address: narrower than RFC 5321, and nothing that breaks out of a header."""

from __future__ import annotations

import re

# no quoted local parts, no comments, no white space, no control characters: nobody needs them, attackers do
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]{1,64}@[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]{1,253}")


def is_address(text: str) -> bool:
    """Tell whether a text is one plain address in ASCII; write an international domain as xn--..."""
    if not _ADDRESS.fullmatch(text) or not text.isprintable() or not text.isascii():
        return False
    local, _, domain = text.rpartition("@")
    return not (local.startswith(".") or local.endswith(".") or ".." in text or "." not in domain.strip("."))


def domain_of(address: str) -> str:
    """Return the part after the @, in lower case."""
    return address.rpartition("@")[2].lower()


def fold_address(address: str) -> str:
    """Return the form in which two spellings are one mailbox; the local part is folded too, as servers do."""
    return address.strip().casefold()
