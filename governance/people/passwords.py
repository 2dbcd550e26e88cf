"""Passwords: Argon2id (RFC 9106), and what a password must be (NIST SP 800-63B: long, nothing else)."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from foundation import InputError

SHORTEST, LONGEST = 12, 256


@cache
def _hasher() -> PasswordHasher:
    # OWASP's second choice: 19 MiB, two passes; a sign-in page on a small machine answers twenty at once
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody has this password")


def hashed(password: str, login: str) -> str:
    """Return the hash to keep.

    Raises
    ------
    InputError
        When the password is too short, too long, or the login again.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise InputError(
            f"A password has {SHORTEST} to {LONGEST:,} characters; this one has {len(password):,}. "
            "A few words that only you put together are good."
        )
    if login.casefold() in password.casefold() and len(password) < SHORTEST + len(login):
        raise InputError(
            "The password is little more than the login. Choose words that have nothing to do with it."
        )
    return _hasher().hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Tell whether this is the password; takes as long for somebody who is not known."""
    try:
        _hasher().verify(kept or _nobodys(), password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return _hasher().check_needs_rehash(kept)
