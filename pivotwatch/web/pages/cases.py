"""Cases: the list, and the page on which one is worked."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from foundation import InputError, UnknownNameError
from governance import (
    CASE_STATES,
    RESOLUTIONS,
    Case,
    CaseState,
    Resolution,
    case_answers,
    case_findings,
    case_history,
    comment_case,
    decide_answer,
    list_cases,
    list_messages,
    list_users,
    move_case,
    proposed_declaration,
    read_case,
    reopen_case,
    resolve_case,
    set_case_due,
    snooze_case,
    take_case,
)
from pivotwatch.web.desk import Desk, ManagerForm, Viewing
from pivotwatch.web.directory import names_of
from pivotwatch.web.dossier import Dossier, dossier_of
from pivotwatch.web.listing import Slice
from pivotwatch.web.mine import waiting_of

routes = APIRouter()
Version = Annotated[int, Form()]
Text = Annotated[str, Form(max_length=20_000)]


@routes.get("/cases")
def show_all(desk: Viewing, state: str = "open", owner: str = "", page: int = 1) -> Response:
    """List cases: the unresolved ones, one state, or all."""
    states = {"all": CASE_STATES, "open": CASE_STATES[:-1]}.get(state) or (state,)
    if not set(states) <= set(CASE_STATES):
        raise UnknownNameError("state of a case", state, ("open", "all", *CASE_STATES))
    found = [
        case
        for case in list_cases(desk.service.record, states=states)  # type: ignore[arg-type] # checked above
        if desk.sees(case.partner) and (owner != "me" or desk.user.owns(case.owner))
    ]
    waiting, shown = waiting_of(desk), Slice.of(found, page)
    return desk.page(
        "cases.html.j2",
        listed_cases=shown,
        names=names_of(desk, (case.partner for case in shown.rows)),
        state=state,
        owner=owner,
        waiting=waiting,
        states=CASE_STATES,
    )


@routes.get("/cases/{case_id}")
def show(desk: Viewing, case_id: str, finding: str = "") -> Response:
    """Show a case with one of its findings, the newest unless another is named."""
    case = _case(desk, case_id)
    record = desk.service.record
    findings = case_findings(record, case_id)
    chosen = next(
        (each for each in findings if each.finding_id == finding), findings[-1] if findings else None
    )
    registered = (
        [] if case.partner is None else [each.name for each in list_users(record) if each.may("manager")]
    )
    return desk.page(
        "case.html.j2",
        case=case,
        findings=findings,
        chosen=chosen,
        dossier=_dossier(desk, chosen.finding_id, chosen.window) if chosen else None,
        messages=list_messages(record, case_id=case_id),
        history=case_history(record, case_id),
        answers=case_answers(record, case_id),
        would_declare=proposed_declaration(record, case) if case.partner else None,
        managers=registered,
        resolutions=RESOLUTIONS,
        states=CASE_STATES[:-1],
        today=waiting_of(desk).today,
    )


@routes.post("/cases/{case_id}/take")
def take(
    desk: ManagerForm, case_id: str, version: Version, owner: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """Give a case to somebody, or take it."""
    _case(desk, case_id)
    case = take_case(desk.service.record, case_id, owner or desk.user.name, desk.act, version)
    return desk.back(f"/cases/{case_id}", f"{case.owner} has this case now.")


@routes.post("/cases/{case_id}/comment")
def comment(desk: ManagerForm, case_id: str, version: Version, text: Text) -> Response:
    """Add a comment; what somebody else did meanwhile does not stand in its way."""
    _case(desk, case_id)
    del version
    comment_case(desk.service.record, case_id, text, desk.act)
    return desk.back(f"/cases/{case_id}#history", "Your comment is kept.")


@routes.post("/cases/{case_id}/state")
def move(desk: ManagerForm, case_id: str, version: Version, state: Annotated[CaseState, Form()]) -> Response:
    """Put a case into another state."""
    _case(desk, case_id)
    case = move_case(desk.service.record, case_id, state, desk.act, version)
    return desk.back(f"/cases/{case_id}", f"The case is {case.state} now.")


@routes.post("/cases/{case_id}/due")
def due(desk: ManagerForm, case_id: str, version: Version, day: Annotated[str, Form()] = "") -> Response:
    """Set the day by which it is to be done; no day = none."""
    _case(desk, case_id)
    set_case_due(desk.service.record, case_id, _day(day), desk.act, version)
    return desk.back(f"/cases/{case_id}", f"Due on {day}." if day else "It has no day any more.")


@routes.post("/cases/{case_id}/snooze")
def snooze(desk: ManagerForm, case_id: str, version: Version, day: Annotated[str, Form()] = "") -> Response:
    """Let it rest until a day; no day = wake it."""
    _case(desk, case_id)
    snooze_case(desk.service.record, case_id, _day(day), desk.act, version)
    return desk.back(f"/cases/{case_id}", f"It rests until {day}." if day else "It is awake again.")


@routes.post("/cases/{case_id}/resolve")
def resolve(
    desk: ManagerForm,
    case_id: str,
    version: Version,
    resolution: Annotated[Resolution, Form()],
    note: Annotated[str, Form(max_length=5000)] = "",
) -> Response:
    """Close a case with its outcome."""
    _case(desk, case_id)
    resolve_case(desk.service.record, case_id, resolution, desk.act, note=note.strip(), version=version)
    return desk.back(f"/cases/{case_id}", f"Resolved as {resolution.replace('_', ' ')}.")


@routes.post("/cases/{case_id}/reopen")
def reopen(desk: ManagerForm, case_id: str, version: Version, why: Text) -> Response:
    """Open a resolved case again."""
    _case(desk, case_id)
    reopen_case(desk.service.record, case_id, why, desk.act, version)
    return desk.back(f"/cases/{case_id}", "The case is open again.")


@routes.post("/cases/{case_id}/answers/{answer_id}")
def decide(
    desk: ManagerForm,
    case_id: str,
    answer_id: str,
    decision: Annotated[str, Form()],
    note: Annotated[str, Form(max_length=5000)] = "",
) -> Response:
    """Approve or decline what a partner answered."""
    _case(desk, case_id)
    approve = {"approved": True, "declined": False}.get(decision)
    if approve is None:
        raise InputError(f"{decision[:40]!r} is no decision; approve or decline.")
    decide_answer(desk.service.record, answer_id, desk.act, approve=approve, note=note.strip())
    return desk.back(f"/cases/{case_id}", f"The answer is {decision}.")


def _case(desk: Desk, case_id: str) -> Case:
    case = read_case(desk.service.record, case_id)
    desk.check_sees(case.partner)
    return case


def _dossier(desk: Desk, finding_id: str, window: str) -> Dossier | None:
    try:
        return dossier_of(desk, finding_id, window)
    except UnknownNameError:
        return None  # its window was judged anew without it, or forgotten; the case keeps its words


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError(f"{text[:40]!r} is no day; write it as 2026-11-30.") from error
