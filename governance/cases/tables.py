"""Tables of cases."""

from __future__ import annotations

from sqlalchemy import Column, Date, DateTime, Float, ForeignKey, Index, Integer, String, Table, Text

from governance.record import METADATA

CASES = Table(
    "cases",
    METADATA,
    Column("case_id", String(64), primary_key=True),
    Column("subject", String(520), nullable=False),  # partner:ID, group:NUMBER or platform
    Column("partner", String(500), index=True),
    Column("title", String(500), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("resolution", String(16)),
    Column("severity", String(16), nullable=False),
    Column("owner", String(200), index=True),
    Column("rule", String(100)),  # of the policy that opened it; NULL = a person did
    Column("policy_version", String(64)),
    Column("opened_at", DateTime, nullable=False),  # UTC, as all times here
    Column("updated_at", DateTime, nullable=False),
    Column("due_on", Date),
    Column("snoozed_until", Date),
    Column("resolved_at", DateTime),
    Column("version", Integer, nullable=False),  # grows with every change, for optimistic locking
)
_UNRESOLVED = CASES.c.state != "resolved"
# one open case a subject, whoever opens it and however many do at once
Index("cases_one_open", CASES.c.subject, unique=True, sqlite_where=_UNRESOLVED, postgresql_where=_UNRESOLVED)

FINDINGS = Table(
    "case_findings",
    METADATA,
    Column("finding_id", String(64), primary_key=True),  # a finding is in one case, so a replay opens none
    Column("case_id", ForeignKey(CASES.c.case_id), nullable=False, index=True),
    Column("window", String(16), nullable=False),
    Column("detector", String(100), nullable=False),
    Column("kind", String(100), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("facts_json", Text, nullable=False),  # the finding as it was, should it ever be made anew
    Column("linked_at", DateTime, nullable=False),
)

HISTORY = Table(
    "case_history",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("case_id", ForeignKey(CASES.c.case_id), nullable=False, index=True),
    Column("at", DateTime, nullable=False),
    Column("actor", String(200), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("text", Text, nullable=False),
)
