"""Every change is told twice, in its own transaction: to the audit log, and as an event to who listens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from governance.acts import Act
from governance.audit.writing import write_audit
from governance.events import publish


def tell(
    connection: Connection,
    act: Act,
    type_: str,
    subject: str,
    data: Mapping[str, Any] | None = None,
    *,
    audit_only: Mapping[str, Any] | None = None,
) -> None:
    """Write the audit entry and the event of one change.

    There is one writer at a time, so the numbers of events are in the order in which they become visible.

    Parameters
    ----------
    type_
        One of `governance.events.EVENT_TYPES`; the audit log's action too.
    audit_only
        Details that stay in the house.
    """
    write_audit(connection, act.now, act.actor, type_, subject, {**(data or {}), **(audit_only or {})})
    publish(connection, act, type_, subject, data)
