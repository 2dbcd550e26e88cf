"""Every policy that was ever in force, so that a case can be judged by the one that opened it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Connection, DateTime, String, Table, Text, insert, select

from foundation import UnknownNameError
from governance.acts import Act, from_column
from governance.audit.writing import write_audit
from governance.policy.reading import Policy, read_policy
from governance.record import METADATA, Record

_TABLE = Table(
    "policy_versions",
    METADATA,
    Column("version", String(64), primary_key=True),
    Column("source", String(500), nullable=False),
    Column("text", Text, nullable=False),
    Column("first_at", DateTime, nullable=False),  # UTC
    Column("first_by", String(200), nullable=False),
)


def remember_policy(connection: Connection, policy: Policy, act: Act) -> None:
    """Keep a policy that comes into force; a change of policy is an entry of the audit log."""
    known = select(_TABLE.c.version).where(_TABLE.c.version == policy.version)
    if connection.scalar(known) is not None:
        return
    values = {"version": policy.version, "source": policy.source[:500], "text": policy.text}
    connection.execute(insert(_TABLE).values(**values, first_at=act.at, first_by=act.actor))
    details = {"source": policy.source, "rules": [rule.name for rule in policy.rules]}
    write_audit(connection, act.now, act.actor, "policy.changed", policy.version, details)


def policy_of_version(record: Record, version: str) -> Policy:
    """Return a policy as it was; an unknown version raises UnknownNameError."""
    with record.connect() as connection:
        row = connection.execute(select(_TABLE).where(_TABLE.c.version == version)).one_or_none()
        if row is None:
            raise UnknownNameError("policy version", version, connection.scalars(select(_TABLE.c.version)))
    return read_policy(row.text, row.source)


def policy_versions(record: Record) -> list[tuple[str, datetime, str]]:
    """Return version, since when and by whom, newest first."""
    query = select(_TABLE.c.version, _TABLE.c.first_at, _TABLE.c.first_by)
    with record.connect() as connection:
        rows = connection.execute(query.order_by(_TABLE.c.first_at.desc())).all()
    return [(row.version, from_column(row.first_at), row.first_by) for row in rows]
