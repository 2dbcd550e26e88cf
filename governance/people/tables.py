"""Tables of accounts and sessions."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, Table, Text

from governance.record import METADATA

LONGEST_NAME = 100

USERS = Table(
    "users",
    METADATA,
    Column("login", String(LONGEST_NAME), primary_key=True),  # folded
    Column("name", String(LONGEST_NAME), nullable=False, unique=True),
    Column("email", String(320), nullable=False),
    Column("role", String(16), nullable=False),
    Column("team", String(LONGEST_NAME), nullable=False),
    Column("password_hash", Text),  # Argon2id with its parameters; NULL = signs in elsewhere
    Column("external_id", String(600), unique=True),  # issuer and subject at an identity provider
    Column("created_at", DateTime, nullable=False),  # UTC, as all times here
    Column("disabled_at", DateTime),
    Column("failures", Integer, nullable=False),  # wrong passwords since the last right one
    Column("locked_until", DateTime),
    Column("last_seen_at", DateTime),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("hash", String(64), primary_key=True),  # SHA-256 of the cookie: who reads the table cannot sign in
    Column("login", ForeignKey(USERS.c.login), nullable=False, index=True),
    Column("created_at", DateTime, nullable=False),
    Column("seen_at", DateTime, nullable=False),  # to five minutes
    Column("ends_at", DateTime, nullable=False),
)
