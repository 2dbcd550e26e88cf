"""What the policy decided about each finding, kept for who asks why something was done or left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, DateTime, Integer, String, Table, Text, insert, select

from governance.acts import Act, from_column
from governance.policy.deciding import Decision
from governance.record import METADATA, Record

_TABLE = Table(
    "decisions",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("finding_id", String(64), nullable=False, index=True),
    Column("policy_version", String(64), nullable=False),
    Column("rule", String(100)),
    Column("action", String(64), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", DateTime, nullable=False),  # UTC
)
_WINDOWS = Table(
    "governed_windows",
    METADATA,
    Column("window", String(16), primary_key=True),
    Column("at", DateTime, nullable=False),  # UTC; when the policy first looked at it
)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as it is on record."""

    at: datetime
    finding_id: str
    policy_version: str
    rule: str | None
    action: str
    outcome: str
    reason: str
    text: str


def record_decision(connection: Connection, decision: Decision, version: str, act: Act) -> None:
    """Keep a decision, unless it is the one that was made about this finding and action last time."""
    same_action = (_TABLE.c.finding_id == decision.finding_id, _TABLE.c.action == decision.action)
    newest = (
        select(_TABLE.c.rule, _TABLE.c.outcome, _TABLE.c.reason, _TABLE.c.text)
        .where(*same_action)
        .order_by(_TABLE.c.number.desc())
        .limit(1)
    )
    found = (decision.rule, decision.outcome, decision.reason, decision.text)
    last = connection.execute(newest).one_or_none()
    if last is not None and tuple(last) == found:
        return
    connection.execute(
        insert(_TABLE).values(
            finding_id=decision.finding_id,
            policy_version=version,
            rule=decision.rule,
            action=decision.action,
            outcome=decision.outcome,
            reason=decision.reason,
            text=decision.text,
            at=act.at,
        )
    )


def decisions_about(record: Record, finding_id: str) -> list[Decided]:
    """Return what was decided about a finding, oldest first."""
    query = select(_TABLE).where(_TABLE.c.finding_id == finding_id).order_by(_TABLE.c.number)
    with record.connect() as connection:
        rows = connection.execute(query).mappings().all()
    return [
        Decided(
            from_column(row["at"]),
            row["finding_id"],
            row["policy_version"],
            row["rule"],
            row["action"],
            row["outcome"],
            row["reason"],
            row["text"],
        )
        for row in rows
    ]


def governed_windows(record: Record) -> set[str]:
    """Return the keys of the windows that the policy has looked at."""
    with record.connect() as connection:
        return set(connection.scalars(select(_WINDOWS.c.window)))


def note_governed(connection: Connection, window: str, act: Act) -> None:
    """Note that the policy has looked at a window."""
    if connection.scalar(select(_WINDOWS.c.window).where(_WINDOWS.c.window == window)) is None:
        connection.execute(insert(_WINDOWS).values(window=window, at=act.at))
