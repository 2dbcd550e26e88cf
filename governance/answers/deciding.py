"""What a manager makes of an answer."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import update

from governance.acts import Act
from governance.answers.model import AnswerKind
from governance.answers.reading import answer_in
from governance.answers.tables import ANSWERS
from governance.cases.changing import add_history, change, to_change
from governance.cases.model import Case, Resolution
from governance.cases.resolving import resolve_within
from governance.errors import ConflictError
from governance.record import Record, writing
from governance.register.model import Declaration
from governance.telling import tell

_OUTCOMES: Mapping[AnswerKind, Resolution] = {"planned": "approved", "bug": "reverted"}


def decide_answer(
    record: Record,
    answer_id: str,
    act: Act,
    *,
    approve: bool,
    note: str = "",
    declared: Declaration | None = None,
    version: int | None = None,
) -> Case:
    """Approve or decline what a partner said.

    An approved `planned` resolves the case as approved, which declares the new use case; an approved `bug`
    resolves it as reverted. Every other decision leaves the case with its manager, as triaged.

    Parameters
    ----------
    declared
        See `resolve_case`.
    version
        Of the case.

    Raises
    ------
    ConflictError
        When somebody decided already, or the case is no longer at `version`.
    """
    with writing(record) as connection:
        answer = answer_in(connection, answer_id)
        case = to_change(connection, answer.case_id, version)
        decision = "approved" if approve else "declined"
        written = connection.execute(
            update(ANSWERS)
            .where(ANSWERS.c.answer_id == answer_id, ANSWERS.c.decision.is_(None))
            .values(decision=decision, decided_by=act.actor, decided_at=act.at)
        )
        if written.rowcount != 1:
            raise ConflictError(f"{answer_id} was {answer.decision} by {answer.decided_by} already.")
        told = f": {note}" if note else ""
        add_history(connection, case.case_id, act, "answer", f"{decision} the answer {answer.kind}{told}")
        outcome = _OUTCOMES.get(answer.kind) if approve else None
        if outcome is not None:
            return resolve_within(connection, case.case_id, outcome, act, note, declared, None)
        moved = change(connection, case, act, {"state": "triaged"}) if case.state != "resolved" else case
        tell(
            connection, act, "case.updated", case.case_id, {"what": f"answer {decision}", "answer": answer_id}
        )
        return moved
