"""What the store keeps of requests' ids."""

from __future__ import annotations

import hashlib


def request_number(request_id: str) -> int:
    """Return the number that stands for an id, as SQL's `request_number` does."""
    return int.from_bytes(hashlib.md5(request_id.encode(), usedforsecurity=False).digest()[8:], "little")
