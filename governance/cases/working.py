"""What people do with a case: take it, comment, set a day, snooze, move it on, resolve it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from foundation import InputError, UnknownNameError
from governance.acts import Act
from governance.cases.changing import add_history, change, to_change
from governance.cases.model import CASE_STATES, Case, CaseState
from governance.cases.reading import open_case_in
from governance.cases.tables import CASES
from governance.errors import ConflictError
from governance.record import Record, writing
from governance.telling import tell

_LONGEST_TEXT = 10_000
_NEXT: Mapping[CaseState, tuple[CaseState, ...]] = {
    "open": ("triaged", "contacted", "answered"),
    "triaged": ("open", "contacted", "answered"),
    "contacted": ("triaged", "answered"),
    "answered": ("triaged", "contacted"),
    "resolved": (),
}
"""Where a case may go; `resolved` is reached by resolving, and left by reopening."""


def take_case(record: Record, case_id: str, owner: str, act: Act, version: int | None = None) -> Case:
    """Give a case to somebody; one that was only open is triaged thereby.

    Raises
    ------
    ConflictError
        When the case is resolved, or no longer at `version`.
    """
    return _changed(record, case_id, act, version, {"owner": _named(owner)}, "owner", f"Owner: {owner}")


def comment_case(record: Record, case_id: str, text: str, act: Act, version: int | None = None) -> Case:
    """Add a comment; also to a resolved case."""
    words = _said(text)
    with writing(record) as connection:
        case = change(connection, to_change(connection, case_id, version), act, {})
        add_history(connection, case_id, act, "comment", words)
        tell(connection, act, "case.updated", case_id, {"what": "comment"})
        return case


def set_case_due(
    record: Record, case_id: str, due_on: date | None, act: Act, version: int | None = None
) -> Case:
    """Set the day by which it is to be done; None = no day."""
    return _changed(record, case_id, act, version, {"due_on": due_on}, "due", f"Due: {due_on or 'no day'}")


def snooze_case(
    record: Record, case_id: str, until: date | None, act: Act, version: int | None = None
) -> Case:
    """Keep the policy from telling anybody about this case before a day; None = wake it."""
    text = f"Snoozed until {until}" if until else "Awake again"
    return _changed(record, case_id, act, version, {"snoozed_until": until}, "snooze", text)


def move_case(record: Record, case_id: str, state: CaseState, act: Act, version: int | None = None) -> Case:
    """Put a case into another state.

    Raises
    ------
    UnknownNameError
        When there is no such state.
    ConflictError
        When the case cannot go there from where it is, or is no longer at `version`.
    """
    if state not in CASE_STATES:
        raise UnknownNameError("state of a case", state, CASE_STATES)
    with writing(record) as connection:
        case = _unresolved(to_change(connection, case_id, version))
        if state not in _NEXT[case.state]:
            raise ConflictError(
                f"{case_id} is {case.state} and cannot become {state}; from there: "
                f"{', '.join(_NEXT[case.state])}, or resolve it."
            )
        changed = change(connection, case, act, {"state": state})
        add_history(connection, case_id, act, "state", f"{case.state} -> {state}")
        tell(connection, act, "case.updated", case_id, {"what": "state", "from": case.state, "to": state})
        return changed


def reopen_case(record: Record, case_id: str, why: str, act: Act, version: int | None = None) -> Case:
    """Take a resolution back; what it declared stays declared.

    Raises
    ------
    ConflictError
        When the case is not resolved, or its partner has another open case by now.
    """
    words = _said(why)
    with writing(record) as connection:
        case = to_change(connection, case_id, version)
        if case.state != "resolved":
            raise ConflictError(f"{case_id} is {case.state}; only a resolved case can be opened again.")
        other = open_case_in(connection, case.subject)
        if other is not None:
            raise ConflictError(f"{other.case_id} about the same partner is open; work on that one.")
        values = {"state": "triaged", "resolution": None, "resolved_at": None}
        changed = change(connection, case, act, values)
        add_history(connection, case_id, act, "state", f"resolved -> triaged: {words}")
        tell(connection, act, "case.updated", case_id, {"what": "reopened"})
        return changed


def _changed(
    record: Record,
    case_id: str,
    act: Act,
    version: int | None,
    values: Mapping[str, Any],
    kind: str,
    text: str,
) -> Case:
    with writing(record) as connection:
        case = _unresolved(to_change(connection, case_id, version))
        moved = {"state": "triaged"} if kind == "owner" and case.state == "open" else {}
        changed = change(connection, case, act, {**values, **moved})
        add_history(connection, case_id, act, kind, text)
        tell(connection, act, "case.updated", case_id, {"what": kind, **values})
        return changed


def _unresolved(case: Case) -> Case:
    if case.state == "resolved":
        raise ConflictError(
            f"{case.case_id} is resolved ({case.resolution}); open it again before you change it."
        )
    return case


def _named(owner: str) -> str:
    longest: int = CASES.c.owner.type.length  # type: ignore[attr-defined]
    if not owner.strip() or not owner.isprintable() or len(owner) > longest:
        raise InputError(f"An owner is a name of 1 to {longest} printable characters; {owner[:40]!r} is not.")
    return owner.strip()


def _said(text: str) -> str:
    words = text.strip()
    if not words or len(words) > _LONGEST_TEXT:
        raise InputError(f"A comment has 1 to {_LONGEST_TEXT:,} characters; this one has {len(words):,}.")
    return words
