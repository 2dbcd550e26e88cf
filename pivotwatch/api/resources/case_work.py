"""Working on cases: opening, owners, days, states, comments, and how they end."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from governance import (
    Case,
    CaseFinding,
    Declaration,
    Resolution,
    comment_case,
    move_case,
    open_case,
    read_case,
    reopen_case,
    resolve_case,
    set_case_due,
    snooze_case,
    take_case,
)
from pivotwatch.api.access import Acting, Held, needs
from pivotwatch.api.etags import Expected, tag, unchanged
from pivotwatch.api.paging import Sent, Shown
from pivotwatch.api.resources.cases import CaseId, CaseShown

routes = APIRouter(prefix="/cases", tags=["cases"])

_Words = Annotated[str, Field(min_length=1, max_length=10_000)]
_Names = Annotated[list[Annotated[str, Field(min_length=1, max_length=500)]], Field(max_length=1000)]


class CaseOpened(Shown):
    """What became of a finding."""

    how: Literal["opened", "joined", "known"] = Field(
        description="`opened` a new case, `joined` the open one of its partner, or was in a case already."
    )
    case: CaseShown


class DeclarationGiven(Sent):
    """What a partner may do from now on, in whole."""

    groups: _Names = Field([], examples=[["Invoice readers"]])
    endpoints: _Names = Field([], description="Labels, or patterns with `*`.")

    def declaration(self) -> Declaration:
        """Return it as the register has it."""
        return Declaration(tuple(self.groups), tuple(self.endpoints))


class FindingTaken(Sent):
    """The finding to open a case for."""

    finding_id: str = Field(max_length=64, examples=["pivot-3f9ac21b04d7"])
    owner: str | None = Field(None, min_length=1, max_length=200)
    due_on: date | None = None


class OwnerGiven(Sent):
    """Who looks after it."""

    owner: str = Field(min_length=1, max_length=200, examples=["mia@example.com"])


class DayGiven(Sent):
    """A day in the platform's time zone."""

    day: date | None = Field(description="Null = none.", examples=["2026-12-01"])


class StateGiven(Sent):
    """Where the case is to go."""

    state: Literal["open", "triaged", "contacted", "answered"]


class WordsGiven(Sent):
    """Somebody's words."""

    text: _Words = Field(examples=["Called them; they look into it."])


class ResolutionGiven(Sent):
    """How the case ends."""

    resolution: Resolution = Field(
        description="`approved`: the new use case is declared now. `reverted`: the partner went back, or "
        "will. `enforcement`: terms were applied. `upsell`: it led to another plan. `false_alarm`: nothing "
        "happened."
    )
    note: str = Field("", max_length=10_000)
    declared: DeclarationGiven | None = Field(
        None, description="With `approved`; null = what `declaration` proposes."
    )


@routes.post("", dependencies=[needs("cases:write")], response_model=CaseOpened, status_code=201)
def open_one(service: Held, taken: FindingTaken, act: Acting, response: Response) -> dict[str, Any]:
    """Open a case for a finding, or let it join its partner's open case; 200 when no case was opened."""
    from pivotwatch.findings import find  # noqa: PLC0415 - loads every detector

    with service.reading() as warehouse:
        (row,) = find(warehouse, service.record, [taken.finding_id])
    opened = open_case(service.record, CaseFinding.of(row), act, owner=taken.owner, due_on=taken.due_on)
    response.status_code = 201 if opened.how == "opened" else 200
    response.headers["Location"] = f"/api/v1/cases/{opened.case.case_id}"
    return {"how": opened.how, "case": opened.case}


@routes.post(
    "/{case_id}/comments", dependencies=[needs("cases:write")], response_model=CaseShown, status_code=201
)
def comment(
    service: Held, case_id: CaseId, given: WordsGiven, act: Acting, expected: Expected, response: Response
) -> Case:
    """Add a comment; also to a resolved case."""
    with _unchanged(service, case_id, expected):
        return _tagged(response, comment_case(service.record, case_id, given.text, act, expected))


@routes.put("/{case_id}/owner", dependencies=[needs("cases:write")], response_model=CaseShown)
def give_owner(
    service: Held, case_id: CaseId, given: OwnerGiven, act: Acting, expected: Expected, response: Response
) -> Case:
    """Give the case to somebody; one that was only open is triaged thereby."""
    with _unchanged(service, case_id, expected):
        return _tagged(response, take_case(service.record, case_id, given.owner, act, expected))


@routes.put("/{case_id}/due", dependencies=[needs("cases:write")], response_model=CaseShown)
def set_due(
    service: Held, case_id: CaseId, given: DayGiven, act: Acting, expected: Expected, response: Response
) -> Case:
    """Set the day by which it is to be done."""
    with _unchanged(service, case_id, expected):
        return _tagged(response, set_case_due(service.record, case_id, given.day, act, expected))


@routes.put("/{case_id}/snooze", dependencies=[needs("cases:write")], response_model=CaseShown)
def snooze(
    service: Held, case_id: CaseId, given: DayGiven, act: Acting, expected: Expected, response: Response
) -> Case:
    """Keep the policy from telling anybody about it before a day; null wakes it."""
    with _unchanged(service, case_id, expected):
        return _tagged(response, snooze_case(service.record, case_id, given.day, act, expected))


@routes.put("/{case_id}/state", dependencies=[needs("cases:write")], response_model=CaseShown)
def move(
    service: Held, case_id: CaseId, given: StateGiven, act: Acting, expected: Expected, response: Response
) -> Case:
    """Put the case into another state; resolving is a POST to `resolution`."""
    with _unchanged(service, case_id, expected):
        return _tagged(response, move_case(service.record, case_id, given.state, act, expected))


@routes.post("/{case_id}/resolution", dependencies=[needs("cases:write")], response_model=CaseShown)
def resolve(
    service: Held,
    case_id: CaseId,
    given: ResolutionGiven,
    act: Acting,
    expected: Expected,
    response: Response,
) -> Case:
    """Close the case, judge its findings, and for `approved` declare the new use case."""
    declared = given.declared.declaration() if given.declared else None
    with _unchanged(service, case_id, expected):
        case = resolve_case(
            service.record,
            case_id,
            given.resolution,
            act,
            note=given.note,
            declared=declared,
            version=expected,
        )
    return _tagged(response, case)


@routes.post("/{case_id}/reopening", dependencies=[needs("cases:write")], response_model=CaseShown)
def reopen(
    service: Held, case_id: CaseId, given: WordsGiven, act: Acting, expected: Expected, response: Response
) -> Case:
    """Take a resolution back; what it declared stays declared."""
    with _unchanged(service, case_id, expected):
        return _tagged(response, reopen_case(service.record, case_id, given.text, act, expected))


def _unchanged(service: Held, case_id: str, expected: int | None) -> Any:
    return unchanged(expected, lambda: read_case(service.record, case_id).version)


def _tagged(response: Response, case: Case) -> Case:
    response.headers["ETag"] = tag(case.version)
    return case
