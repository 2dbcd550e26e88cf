"""One entry, and its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping

from governance.acts import from_column

NO_HASH = "0" * 64
"""What the first entry has instead of the hash of the one before it."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the log.

    Attributes
    ----------
    number
        1, 2, 3 ... without gaps.
    at
        Aware, UTC.
    subject
        What it was done to, e.g. `case-3f9ac21b04d7`.
    hash
        SHA-256 over everything else in the entry, in hex; `previous_hash` is that of entry `number - 1`.
    """

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: Mapping[str, Any]
    previous_hash: str
    hash: str

    def as_json(self) -> str:
        """Return the entry as one line of JSON, with the very text that the hash covers in it."""
        return json.dumps(asdict(self) | {"at": _stamp(self.at)}, ensure_ascii=False, sort_keys=True)


def hash_of(row: Mapping[str, Any] | RowMapping) -> str:
    """Return the SHA-256 over everything else in a row of the log, in hex."""
    parts = [
        str(row["number"]),
        _stamp(row["at"].replace(tzinfo=UTC)),
        row["actor"],
        row["action"],
        row["subject"],
        row["details_json"],
        row["previous_hash"],
    ]
    # JSON, so that no two different entries give the same text
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def entry_of(row: RowMapping) -> AuditEntry:
    """Return the entry that a row of the log holds."""
    values = {name: row[name] for name in ("number", "actor", "action", "subject", "previous_hash", "hash")}
    return AuditEntry(**values, at=from_column(row["at"]), details=json.loads(row["details_json"]))
