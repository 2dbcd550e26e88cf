"""Proving the log whole."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, select

from governance.audit.entries import NO_HASH, hash_of
from governance.audit.tables import AUDIT_HEAD, AUDIT_LOG
from governance.audit.writing import BLANK_DETAILS, FORGOTTEN
from governance.record import Record


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


def verify_audit(record: Record, head: str | None = None) -> Verification:
    """Prove the chain whole, or tell where it breaks.

    Parameters
    ----------
    head
        A hash noted earlier; it must still be in the chain.
    """
    with record.connect() as connection:
        # before the entries: those that others append meanwhile are no break
        newest = connection.execute(select(AUDIT_HEAD.c.number, AUDIT_HEAD.c.hash)).one_or_none()
        blanked = _blanked(connection)
        rows = connection.execution_options(yield_per=1000).execute(
            select(AUDIT_LOG).order_by(AUDIT_LOG.c.number)
        )
        return _verified(rows.mappings(), head, blanked, tuple(newest) if newest else (0, NO_HASH))


def _blanked(connection: Connection) -> set[int]:
    """Return the numbers of the entries that were blanked when a partner was forgotten."""
    told = connection.scalars(select(AUDIT_LOG.c.details_json).where(AUDIT_LOG.c.action == FORGOTTEN))
    return {number for details in told for number in json.loads(details).get("entries", ())}


def _verified(
    rows: Iterable[RowMapping], head: str | None, blanked: Collection[int], newest: tuple[int, str]
) -> Verification:
    count, previous, seen, broken = 0, NO_HASH, head is None, list[str]()
    ends = newest == (0, NO_HASH)
    for row in rows:
        count += 1
        if row["number"] != count:
            broken.append(f"entry {count} is missing: entry {row['number']} comes in its place")
            count = row["number"]
        if row["previous_hash"] != previous:
            broken.append(f"entry {row['number']} does not follow from the one before it")
        is_blank = row["number"] in blanked and row["details_json"] == BLANK_DETAILS
        if row["hash"] != hash_of(row) and not is_blank:
            broken.append(f"entry {row['number']} was changed after it was written")
        previous = row["hash"]
        seen = seen or previous == head
        ends = ends or newest == (row["number"], previous)
    if not ends or (count and newest[0] == 0):
        broken.append(f"the log's end was cut off or replaced: its newest entry was {newest[0]}")
    if not seen:
        broken.append(
            f"the hash {head} is no longer in the log: entries after it, or it too, were taken away"
        )
    return Verification(count, previous, tuple(broken))
