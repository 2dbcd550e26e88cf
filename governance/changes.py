"""What changed in tables of the record that are in use; see docs/decisions/0005-governance-record.md."""

from __future__ import annotations

from collections.abc import Sequence

CHANGES: Sequence[Sequence[str]] = (
    (
        "ALTER TABLE partners ADD COLUMN tags_json TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE declarations ADD COLUMN source VARCHAR(16) NOT NULL DEFAULT 'register'",
    ),
    (
        "ALTER TABLE jobs ADD COLUMN schedule TEXT",
        "ALTER TABLE jobs ADD COLUMN next_run_at TIMESTAMP",
    ),
)
"""One entry a version, oldest first, never edited: statements that SQLite and PostgreSQL both read, which
bring tables made by the version before to this one, each `ALTER TABLE` and a name. New tables need no entry:
what is missing is made as it is now."""
