"""Reading cases."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection, Row, RowMapping, func, select

from foundation import UnknownNameError
from governance.acts import from_column
from governance.cases.model import Case, CaseEvent, CaseFinding, CaseState
from governance.cases.tables import CASES, FINDINGS, HISTORY
from governance.parts import Part, in_part
from governance.record import Record

_TIMES = ("opened_at", "updated_at", "resolved_at")
_COUNTS = (
    select(
        FINDINGS.c.case_id,
        func.count().label("findings"),
        func.min(FINDINGS.c.window).label("first_window"),
        func.max(FINDINGS.c.window).label("last_window"),
    )
    .group_by(FINDINGS.c.case_id)
    .subquery()
)
_LISTED = select(
    CASES,
    func.coalesce(_COUNTS.c.findings, 0).label("findings"),
    _COUNTS.c.first_window,
    _COUNTS.c.last_window,
).outerjoin(_COUNTS, _COUNTS.c.case_id == CASES.c.case_id)


def list_cases(
    record: Record,
    *,
    states: Sequence[CaseState] = (),
    partner: str | None = None,
    owner: str | None = None,
    unresolved: bool = False,
    part: Part | None = None,
) -> list[Case]:
    """Return cases, the latest changed first; a part of them, the latest opened first.

    Parameters
    ----------
    states, partner, owner
        Only these; nothing given = all.
    unresolved
        Only those that wait for somebody.
    part
        Only these of them; None = all.
    """
    query = (
        _LISTED.order_by(CASES.c.updated_at.desc(), CASES.c.case_id)
        if part is None
        else in_part(_LISTED, CASES.c.opened_at, CASES.c.case_id, part)
    )
    if states:
        query = query.where(CASES.c.state.in_(states))
    if partner is not None:
        query = query.where(CASES.c.partner == partner)
    if owner is not None:
        query = query.where(CASES.c.owner == owner)
    if unresolved:
        query = query.where(CASES.c.state != "resolved")
    with record.connect() as connection:
        return [_case(row) for row in connection.execute(query).mappings()]


def read_case(record: Record, case_id: str) -> Case:
    """Return a case; an unknown id raises UnknownNameError that lists the unresolved ones."""
    with record.connect() as connection:
        return case_in(connection, case_id)


def case_findings(record: Record, case_id: str) -> list[CaseFinding]:
    """Return the findings of a case, oldest window first."""
    with record.connect() as connection:
        return findings_in(connection, case_id)


def case_history(record: Record, case_id: str) -> list[CaseEvent]:
    """Return what happened to a case, oldest first."""
    query = select(HISTORY).where(HISTORY.c.case_id == case_id).order_by(HISTORY.c.number)
    with record.connect() as connection:
        return [_event(row) for row in connection.execute(query)]


def case_of_finding(record: Record, finding_id: str) -> str | None:
    """Return the id of the case that a finding is in."""
    with record.connect() as connection:
        return case_id_of_finding(connection, finding_id)


def case_id_of_finding(connection: Connection, finding_id: str) -> str | None:
    """Do the same within a transaction."""
    found: str | None = connection.scalar(
        select(FINDINGS.c.case_id).where(FINDINGS.c.finding_id == finding_id)
    )
    return found


def case_in(connection: Connection, case_id: str, *, lock: bool = False) -> Case:
    """Return a case within a transaction; `lock` keeps it from changing until the end of it."""
    if lock:
        connection.execute(select(CASES.c.case_id).where(CASES.c.case_id == case_id).with_for_update())
    row = connection.execute(_LISTED.where(CASES.c.case_id == case_id)).mappings().one_or_none()
    if row is None:
        waiting = select(CASES.c.case_id).where(CASES.c.state != "resolved").limit(20)
        raise UnknownNameError("case", case_id, connection.scalars(waiting))
    return _case(row)


def open_case_in(connection: Connection, subject: str) -> Case | None:
    """Return the unresolved case of a subject."""
    waiting = _LISTED.where(CASES.c.subject == subject, CASES.c.state != "resolved")
    row = connection.execute(waiting).mappings().one_or_none()
    return _case(row) if row else None


def findings_in(connection: Connection, case_id: str) -> list[CaseFinding]:
    """Return the findings of a case within a transaction, oldest window first."""
    query = select(FINDINGS.c.facts_json).where(FINDINGS.c.case_id == case_id)
    rows = connection.scalars(query.order_by(FINDINGS.c.window, FINDINGS.c.finding_id))
    return [CaseFinding.of(json.loads(facts)) for facts in rows]


def _case(row: RowMapping) -> Case:
    return Case(**(dict(row) | {name: from_column(row[name]) for name in _TIMES}))


def _event(row: Row[tuple[object, ...]]) -> CaseEvent:
    return CaseEvent(row.number, from_column(row.at), row.actor, row.kind, row.text)
