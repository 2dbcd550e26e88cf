"""Which cases findings are in, for lists of findings."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from governance.cases.model import CaseState
from governance.cases.tables import CASES, FINDINGS
from governance.record import Record

_AT_ONCE = 500  # SQLite bounds how many values one statement binds


def cases_of_findings(record: Record, finding_ids: Sequence[str]) -> dict[str, tuple[str, CaseState]]:
    """Return finding id to the id and the state of its case; findings in no case are left out."""
    found: dict[str, tuple[str, CaseState]] = {}
    query = select(FINDINGS.c.finding_id, CASES.c.case_id, CASES.c.state).join(
        CASES, CASES.c.case_id == FINDINGS.c.case_id
    )
    with record.connect() as connection:
        for first in range(0, len(finding_ids), _AT_ONCE):
            some = finding_ids[first : first + _AT_ONCE]
            rows = connection.execute(query.where(FINDINGS.c.finding_id.in_(some)))
            found |= {finding: (case, state) for finding, case, state in rows}
    return found
