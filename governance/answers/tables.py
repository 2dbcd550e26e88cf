"""The table of answers."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, ForeignKey, String, Table, Text

from governance.cases.tables import CASES
from governance.messages.tables import MESSAGES
from governance.record import METADATA

ANSWERS = Table(
    "answers",
    METADATA,
    Column("answer_id", String(64), primary_key=True),  # one for each message that asked
    Column("case_id", ForeignKey(CASES.c.case_id), nullable=False, index=True),
    Column("message_id", ForeignKey(MESSAGES.c.message_id), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("via", String(16), nullable=False),  # page, e-mail, manager
    Column("at", DateTime, nullable=False),  # UTC
    Column("decision", String(16)),  # approved, declined; NULL = waits
    Column("decided_by", String(200)),
    Column("decided_at", DateTime),
)
