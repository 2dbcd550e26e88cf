"""Addresses that get no e-mail: those that bounced for good, and those that asked for none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, DateTime, String, Table, delete, insert, select

from foundation import InputError, UnknownNameError
from governance.acts import Act, from_column
from governance.addresses import fold_address, is_address
from governance.audit.writing import write_audit
from governance.record import METADATA, Record, writing

EVERYTHING = "everything"
DIGEST = "digest"

_TABLE = Table(
    "suppressions",
    METADATA,
    Column("address", String(320), primary_key=True),
    Column("scope", String(16), primary_key=True),  # everything, or one purpose
    Column("reason", String(500), nullable=False),
    Column("at", DateTime, nullable=False),  # UTC
    Column("by", String(200), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Suppression:
    """An address that gets nothing, or nothing of one purpose.

    Attributes
    ----------
    scope
        `everything`, or a purpose such as `digest`.
    """

    address: str
    scope: str
    reason: str
    at: datetime
    by: str


def suppress(record: Record, address: str, reason: str, act: Act, scope: str = EVERYTHING) -> None:
    """Send nothing to an address from now on; the first reason stays."""
    if not is_address(address):
        raise InputError(f"{address!r} is no address.")
    with writing(record) as connection:
        suppress_within(connection, address, reason, act, scope)


def suppress_within(connection: Connection, address: str, reason: str, act: Act, scope: str) -> None:
    """Do the same within a transaction."""
    key = fold_address(address)
    if suppressed_in(connection, key, scope) is not None:
        return
    values = {"address": key, "scope": scope, "reason": reason[:500], "at": act.at, "by": act.actor}
    connection.execute(insert(_TABLE).values(**values))
    write_audit(connection, act.now, act.actor, "address.suppressed", scope)


def unsuppress(record: Record, address: str, act: Act) -> None:
    """Write to an address again; one that is not suppressed raises UnknownNameError."""
    with writing(record) as connection:
        gone = connection.execute(delete(_TABLE).where(_TABLE.c.address == fold_address(address)))
        if gone.rowcount == 0:
            raise UnknownNameError(
                "suppressed address", address, connection.scalars(select(_TABLE.c.address))
            )
        write_audit(connection, act.now, act.actor, "address.released", "")


def list_suppressions(record: Record) -> list[Suppression]:
    """Return all of them, newest first."""
    with record.connect() as connection:
        rows = connection.execute(select(_TABLE).order_by(_TABLE.c.at.desc(), _TABLE.c.address)).all()
    return [Suppression(row.address, row.scope, row.reason, from_column(row.at), row.by) for row in rows]


def suppressed_in(connection: Connection, address: str, scope: str) -> str | None:
    """Return why an address gets nothing of this scope; None = it does."""
    query = select(_TABLE.c.reason).where(
        _TABLE.c.address == fold_address(address), _TABLE.c.scope.in_((EVERYTHING, scope))
    )
    reason: str | None = connection.scalar(query)
    return reason
