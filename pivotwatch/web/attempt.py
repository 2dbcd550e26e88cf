"""One sign-in through a provider; apart from OAuth's libraries, which only those need who have a provider."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one sign-in remembers between leaving for the provider and coming back."""

    state: str
    nonce: str
    verifier: str
    next: str
