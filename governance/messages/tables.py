"""Tables of messages."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Index, Integer, String, Table, Text

from governance.cases.tables import CASES
from governance.record import METADATA

MESSAGES = Table(
    "messages",
    METADATA,
    Column("message_id", String(64), primary_key=True),  # from its key: the same draft is made once
    Column("case_id", ForeignKey(CASES.c.case_id), index=True),
    Column("partner", String(500), index=True),
    Column("purpose", String(64), nullable=False),
    Column("channel", String(100), nullable=False),
    Column("recipient", String(400), nullable=False),  # an address, or the name of a channel
    Column("recipient_name", String(200), nullable=False),
    Column("to_partner", Boolean, nullable=False),
    Column("language", String(35), nullable=False),
    Column("subject", String(998), nullable=False),  # RFC 5322's longest line
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("facts_json", Text, nullable=False),  # what it was rendered from
    Column("state", String(16), nullable=False, index=True),
    Column("created_by", String(200), nullable=False),
    Column("created_at", DateTime, nullable=False),  # UTC, as all times here
    Column("approved_by", String(200)),
    Column("approved_at", DateTime),
    Column("not_before", DateTime),
    Column("claim", String(64)),
    Column("lease_until", DateTime),
    Column("attempts", Integer, nullable=False),
    Column("reason", Text, nullable=False),  # why it waits, failed, bounced or was suppressed
    Column("sent_at", DateTime),
    Column("internet_id", String(255), nullable=False, unique=True),  # the header Message-ID, never changed
    Column("in_reply_to", String(255)),
    Column("rule", String(100)),
    Column("updated_at", DateTime, nullable=False),
    Column("version", Integer, nullable=False),
)
Index("messages_to_send", MESSAGES.c.state, MESSAGES.c.not_before)
