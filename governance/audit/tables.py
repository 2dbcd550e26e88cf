"""The log, what keeps it from being changed, and which entry is its newest."""

from __future__ import annotations

from sqlalchemy import DDL, Column, DateTime, Integer, String, Table, Text, event

from governance.record import METADATA

AUDIT_LOG = Table(
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

AUDIT_HEAD = Table(
    "audit_head",
    METADATA,
    Column("place", Integer, primary_key=True, autoincrement=False),  # one row, 1
    Column("number", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)
"""The newest entry: a log that ends before it was cut off."""

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
LIFTING = {
    "sqlite": ("DROP TRIGGER audit_log_no_update", _GUARDS["sqlite"][0]),
    "postgresql": (
        "ALTER TABLE audit_log DISABLE TRIGGER audit_log_append_only",
        "ALTER TABLE audit_log ENABLE TRIGGER audit_log_append_only",
    ),
}
for _dialect, _statements in _GUARDS.items():
    for _statement in _statements:
        _guard = DDL(_statement)  # type: ignore[no-untyped-call]  # SQLAlchemy left it untyped
        event.listen(AUDIT_LOG, "after_create", _guard.execute_if(dialect=_dialect))

# a log that was there before is taken as it is
AUDIT_HEAD.add_is_dependent_on(AUDIT_LOG)
_TAKEN = DDL(  # type: ignore[no-untyped-call]  # as above
    "INSERT INTO audit_head SELECT 1, number, hash FROM audit_log "
    "WHERE number = (SELECT max(number) FROM audit_log)"
)
event.listen(AUDIT_HEAD, "after_create", _TAKEN)
