"""The audit log: append-only, and each entry holds the hash of the one before it.

Whoever changes or removes an entry breaks the chain from there on; `verify` tells where. Who can rewrite the
whole table could make a new chain: so note the newest hash elsewhere now and then (`audit verify` prints it)
and give it to `verify`. The scheme is the hash chain of Schneier and Kelsey, "Secure Audit Logs to Support
Computer Forensics" (1999), without its per-entry keys.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    DDL,
    Column,
    Connection,
    DateTime,
    Integer,
    RowMapping,
    String,
    Table,
    Text,
    event,
    insert,
    select,
    update,
)

from governance.acts import from_column, to_column
from governance.record import METADATA, Record, wait_for_writers

_FIRST = "0" * 64

_TABLE = Table(
    "audit_log",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3 ... without gaps
    Column("at", DateTime, nullable=False),  # UTC
    Column("actor", String(200), nullable=False, index=True),
    Column("action", String(100), nullable=False),
    Column("subject", String(500), nullable=False, index=True),
    Column("details_json", Text, nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
AUDIT_LOG = _TABLE
"""For the one module that blanks entries, `governance.forgetting`."""

FORGOTTEN = "partner.forgotten"
"""The action that tells of a forgetting; its details name the entries that it blanked."""

BLANK_WORD = "erased"
_BLANK_DETAILS = '{"erased":true}'

_REFUSAL = "the audit log is append-only"
_GUARDS = {
    "sqlite": [
        f"CREATE TRIGGER audit_log_no_{verb.lower()} BEFORE {verb} ON audit_log "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        f"""
        CREATE OR REPLACE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$
        """,
        """
        CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
        FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only()
        """,
    ],
}
_LIFTING = {
    "sqlite": ("DROP TRIGGER audit_log_no_update", _GUARDS["sqlite"][0]),
    "postgresql": (
        "ALTER TABLE audit_log DISABLE TRIGGER audit_log_append_only",
        "ALTER TABLE audit_log ENABLE TRIGGER audit_log_append_only",
    ),
}
for _dialect, _statements in _GUARDS.items():
    for _statement in _statements:
        _guard = DDL(_statement)  # type: ignore[no-untyped-call]  # SQLAlchemy left it untyped
        event.listen(_TABLE, "after_create", _guard.execute_if(dialect=_dialect))


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


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found.

    Attributes
    ----------
    entries
        How many were read.
    head
        The hash of the newest entry that is whole; note it elsewhere, and a cut-off tail shows.
    broken
        One sentence for each break of the chain; empty = whole.
    """

    entries: int
    head: str
    broken: tuple[str, ...]


def write_audit(
    connection: Connection,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Append an entry within the transaction of what it tells about: both stand, or neither.

    Parameters
    ----------
    connection
        In a transaction that may write (`governance.record.writing`).
    at
        Aware.
    details
        Must survive JSON. No secrets, and no personal data such as addresses or texts: what is written here
        can never be taken out again, so it names ids, and what may have to be forgotten lives elsewhere.
    """
    wait_for_writers(connection)
    newest = select(_TABLE.c.number, _TABLE.c.hash).order_by(_TABLE.c.number.desc()).limit(1)
    number, previous = connection.execute(newest).one_or_none() or (0, _FIRST)
    values: dict[str, Any] = {
        "number": number + 1,
        "at": to_column(at),
        "actor": actor[:200],
        "action": action,
        "subject": subject[:500],
        "details_json": json.dumps(details or {}, ensure_ascii=False, sort_keys=True, default=str),
        "previous_hash": previous,
    }
    connection.execute(insert(_TABLE).values(values | {"hash": _hash(values)}))


def audit_entries(
    record: Record, *, after: int = 0, subject: str | None = None, limit: int | None = None
) -> list[AuditEntry]:
    """Return entries, oldest first.

    Parameters
    ----------
    after
        Only entries with a larger number.
    subject
        Only entries about this.
    """
    query = select(_TABLE).where(_TABLE.c.number > after).order_by(_TABLE.c.number).limit(limit)
    if subject is not None:
        query = query.where(_TABLE.c.subject == subject)
    with record.connect() as connection:
        return [_entry(row) for row in connection.execute(query).mappings()]


def newest_audit_entries(record: Record, limit: int) -> list[AuditEntry]:
    """Return the newest entries, newest first."""
    query = select(_TABLE).order_by(_TABLE.c.number.desc()).limit(limit)
    with record.connect() as connection:
        return [_entry(row) for row in connection.execute(query).mappings()]


def verify_audit(record: Record, head: str | None = None) -> Verification:
    """Prove the chain whole, or tell where it breaks.

    Parameters
    ----------
    head
        A hash noted earlier; it must still be in the chain.
    """
    with record.connect() as connection:
        blanked = _blanked(connection)
        rows = connection.execution_options(yield_per=1000).execute(select(_TABLE).order_by(_TABLE.c.number))
        return _verified(rows.mappings(), head, blanked)


def export_audit(record: Record) -> Iterator[str]:
    """Give every entry as a line of JSON, oldest first."""
    with record.connect() as connection:
        rows = connection.execution_options(yield_per=1000).execute(select(_TABLE).order_by(_TABLE.c.number))
        for row in rows.mappings():
            yield _entry(row).as_json()


def blank_entries(connection: Connection, numbers: Sequence[int]) -> None:
    """Take out of entries who did what to whom; an entry `FORGOTTEN` that names them must follow.

    That the log is append-only is lifted for this one change, within the transaction.
    """
    blank = {"actor": BLANK_WORD, "subject": BLANK_WORD, "details_json": _BLANK_DETAILS}
    lift, put_back = _LIFTING[connection.dialect.name]
    connection.exec_driver_sql(lift)
    connection.execute(update(_TABLE).where(_TABLE.c.number.in_(numbers)).values(**blank))
    connection.exec_driver_sql(put_back)


def _blanked(connection: Connection) -> set[int]:
    """Return the numbers of the entries that were blanked when a partner was forgotten."""
    told = connection.scalars(select(_TABLE.c.details_json).where(_TABLE.c.action == FORGOTTEN))
    return {number for details in told for number in json.loads(details).get("entries", ())}


def _verified(rows: Iterable[RowMapping], head: str | None, blanked: Collection[int]) -> Verification:
    count, previous, seen, broken = 0, _FIRST, head is None, list[str]()
    for row in rows:
        count += 1
        if row["number"] != count:
            broken.append(f"entry {count} is missing: entry {row['number']} comes in its place")
            count = row["number"]
        if row["previous_hash"] != previous:
            broken.append(f"entry {row['number']} does not follow from the one before it")
        is_blank = row["number"] in blanked and row["details_json"] == _BLANK_DETAILS
        if row["hash"] != _hash(row) and not is_blank:
            broken.append(f"entry {row['number']} was changed after it was written")
        previous = row["hash"]
        seen = seen or previous == head
    if not seen:
        broken.append(
            f"the hash {head} is no longer in the log: entries after it, or it too, were taken away"
        )
    return Verification(count, previous, tuple(broken))


def _hash(row: Mapping[str, Any] | RowMapping) -> str:
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


def _entry(row: RowMapping) -> AuditEntry:
    values = {name: row[name] for name in ("number", "actor", "action", "subject", "previous_hash", "hash")}
    return AuditEntry(**values, at=from_column(row["at"]), details=json.loads(row["details_json"]))
