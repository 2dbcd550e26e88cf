"""The one way in which a case changes: by the version that was read, so that nobody overwrites another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, update

from governance.acts import Act
from governance.cases.model import Case
from governance.cases.reading import case_in
from governance.cases.tables import CASES, HISTORY
from governance.errors import ConflictError


def to_change(connection: Connection, case_id: str, version: int | None) -> Case:
    """Return the case to change, locked.

    Raises
    ------
    ConflictError
        When it is no longer at the version that the caller saw.
    """
    case = case_in(connection, case_id, lock=True)
    if version is not None and case.version != version:
        raise ConflictError(
            f"{case_id} was changed meanwhile: it is at version {case.version}, you saw {version}. "
            "Look at it again, then repeat what you want to do."
        )
    return case


def change(connection: Connection, case: Case, act: Act, values: Mapping[str, Any]) -> Case:
    """Write new values and the next version; return the case as it is then."""
    changed = connection.execute(
        update(CASES)
        .where(CASES.c.case_id == case.case_id, CASES.c.version == case.version)
        .values(**values, updated_at=act.at, version=case.version + 1)
    )
    if changed.rowcount != 1:
        raise ConflictError(f"{case.case_id} was changed by somebody else in this moment; look at it again.")
    return case_in(connection, case.case_id)


def add_history(connection: Connection, case_id: str, act: Act, kind: str, text: str) -> None:
    """Add a line to the history of a case."""
    values = {"case_id": case_id, "at": act.at, "actor": act.actor, "kind": kind, "text": text}
    connection.execute(insert(HISTORY).values(values))
