"""From an approved case to the partner's new declared use case."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from foundation import InputError
from governance.acts import Act
from governance.cases.model import Case, CaseFinding
from governance.cases.reading import findings_in
from governance.record import Record
from governance.register.declarations import declare, declared_by
from governance.register.model import Declaration
from governance.telling import tell


def proposed_declaration(record: Record, case: Case) -> Declaration:
    """Return what approving a case would declare: what holds now, and what its findings led to."""
    with Session(record) as session:
        standing = declared_by(session, case.partner or "") or Declaration()
        return _widened(standing, findings_in(session.connection(), case.case_id))


def declare_within(
    connection: Connection,
    case: Case,
    findings: Sequence[CaseFinding],
    declared: Declaration | None,
    act: Act,
) -> Declaration:
    """Write the new declaration of a case's partner, within a transaction.

    Raises
    ------
    InputError
        When the case is about no registered partner.
    """
    with Session(connection, join_transaction_mode="rollback_only") as session:
        standing = declared_by(session, case.partner or "")
        if standing is None:
            raise InputError(
                f"{case.partner or case.subject} is not in the register, so nothing can be declared for it; "
                "`pivotwatch partners import` adds partners."
            )
        new = declared if declared is not None else _widened(standing, findings)
        declare(session, case.partner or "", new, act.actor, act.at)
        session.flush()
    data = {"case": case.case_id, "groups": list(new.groups), "endpoints": list(new.endpoints)}
    tell(connection, act, "declaration.approved", case.partner or "", data)
    return new


def _widened(standing: Declaration, findings: Sequence[CaseFinding]) -> Declaration:
    """Add the groups that pivots led to, and the endpoints whose use grew.

    Endpoints are added only where endpoints are declared at all: a partner that declared groups alone is
    watched by group alone, and naming some endpoints would make all others a breach.
    """
    groups = [each.facts.get("to_group_name") for each in findings if each.kind == "pivot"]
    grown = [
        evidence["endpoint"]
        for each in findings
        for evidence in each.facts.get("evidence") or ()
        if evidence["after"] > evidence["before"]
    ]
    return Declaration(
        groups=tuple(dict.fromkeys([*standing.groups, *filter(None, groups)])),
        endpoints=tuple(dict.fromkeys([*standing.endpoints, *grown])) if standing.endpoints else (),
    )
