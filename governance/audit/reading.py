"""Reading the log."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from governance.audit.entries import AuditEntry, entry_of
from governance.audit.tables import AUDIT_LOG
from governance.record import Record


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
    query = select(AUDIT_LOG).where(AUDIT_LOG.c.number > after).order_by(AUDIT_LOG.c.number).limit(limit)
    if subject is not None:
        query = query.where(AUDIT_LOG.c.subject == subject)
    with record.connect() as connection:
        return [entry_of(row) for row in connection.execute(query).mappings()]


def newest_audit_entries(record: Record, limit: int) -> list[AuditEntry]:
    """Return the newest entries, newest first."""
    query = select(AUDIT_LOG).order_by(AUDIT_LOG.c.number.desc()).limit(limit)
    with record.connect() as connection:
        return [entry_of(row) for row in connection.execute(query).mappings()]


def export_audit(record: Record) -> Iterator[str]:
    """Give every entry as a line of JSON, oldest first."""
    with record.connect() as connection:
        rows = connection.execution_options(yield_per=1000).execute(
            select(AUDIT_LOG).order_by(AUDIT_LOG.c.number)
        )
        for row in rows.mappings():
            yield entry_of(row).as_json()
