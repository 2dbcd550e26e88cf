"""Cases: what managers and bots work on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from governance import (
    Case,
    CaseEvent,
    CaseFinding,
    CaseState,
    Declaration,
    Resolution,
    case_findings,
    case_history,
    comment_case,
    list_cases,
    move_case,
    open_case,
    proposed_declaration,
    read_case,
    reopen_case,
    resolve_case,
    set_case_due,
    snooze_case,
    take_case,
)
from pivotwatch.api.access import Acting, Held, needs
from pivotwatch.api.etags import Expected, answer_tag, tag, unchanged
from pivotwatch.api.paging import (
    DEFAULT_LIMIT,
    Cursor,
    Limit,
    Page,
    Sent,
    Shown,
    cut_newest_first,
    newest_part,
)
from pivotwatch.api.resources.profiles import ByPartner

routes = APIRouter(prefix="/cases", tags=["cases"])

CaseId = Annotated[str, Path(description="Of a case.", examples=["case-3f9ac21b04d7"], max_length=64)]
_Words = Annotated[str, Field(min_length=1, max_length=10_000)]
_Names = Annotated[list[Annotated[str, Field(min_length=1, max_length=500)]], Field(max_length=1000)]


class CaseShown(Shown):
    """A case."""

    case_id: str = Field(examples=["case-3f9ac21b04d7"])
    subject: str = Field(description="`partner:ID`, `group:NUMBER` or `platform`; one open case each.")
    partner: str | None
    title: str
    state: CaseState
    resolution: Resolution | None
    severity: Literal["low", "medium", "high"]
    owner: str | None
    rule: str | None = Field(description="The policy's rule that opened it; null = somebody did.")
    policy_version: str | None
    opened_at: datetime
    updated_at: datetime
    due_on: date | None
    snoozed_until: date | None
    resolved_at: datetime | None
    version: int = Field(description="What the ETag says.")
    findings: int = Field(description="How many findings it has.")
    first_window: str | None
    last_window: str | None


class CaseOpened(Shown):
    """What became of a finding."""

    how: Literal["opened", "joined", "known"] = Field(
        description="`opened` a new case, `joined` the open one of its partner, or was in a case already."
    )
    case: CaseShown


class CaseFindingShown(Shown):
    """A finding as the case keeps it."""

    finding_id: str
    window: str
    partner: str | None
    detector: str
    kind: str
    severity: str
    confidence: float
    sentence: str
    facts: dict[str, Any] = Field(description="The finding as it was when the case took it.")


class CaseEventShown(Shown):
    """A line of a case's history."""

    number: int
    at: datetime
    actor: str
    kind: str = Field(examples=["comment"])
    text: str


class DeclarationGiven(Sent):
    """What a partner may do from now on, in whole."""

    groups: _Names = Field([], examples=[["Invoice readers"]])
    endpoints: _Names = Field([], description="Labels, or patterns with `*`.")

    def declaration(self) -> Declaration:
        """Return it as the register has it."""
        return Declaration(tuple(self.groups), tuple(self.endpoints))


class DeclaredShown(Shown):
    """What a partner may do."""

    groups: list[str]
    endpoints: list[str]


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


@routes.get("", dependencies=[needs("read")], response_model=Page[CaseShown])
def list_all(
    service: Held,
    state: Annotated[list[CaseState] | None, Query(description="Only these states; may be repeated.")] = None,
    partner: ByPartner = None,
    owner: Annotated[str | None, Query(description="Only this manager's.", max_length=200)] = None,
    unresolved: Annotated[bool, Query(description="Only those that wait for somebody.")] = False,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """List cases, the newest first."""
    found = list_cases(
        service.record,
        states=state or (),
        partner=partner,
        owner=owner,
        unresolved=unresolved,
        part=newest_part(limit, cursor),
    )
    return cut_newest_first(found, limit, lambda each: (each.opened_at, each.case_id))


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


@routes.get("/{case_id}", dependencies=[needs("read")], response_model=CaseShown)
def read_one(service: Held, case_id: CaseId, request: Request, response: Response) -> Case:
    """Return a case, with its ETag."""
    case = read_case(service.record, case_id)
    answer_tag(request, response, case.version)
    return case


@routes.get("/{case_id}/findings", dependencies=[needs("read")], response_model=list[CaseFindingShown])
def list_findings(service: Held, case_id: CaseId) -> list[CaseFinding]:
    """Return the findings of a case, oldest window first."""
    read_case(service.record, case_id)
    return case_findings(service.record, case_id)


@routes.get("/{case_id}/history", dependencies=[needs("read")], response_model=list[CaseEventShown])
def read_history(service: Held, case_id: CaseId) -> list[CaseEvent]:
    """Return what happened to a case, oldest first."""
    read_case(service.record, case_id)
    return case_history(service.record, case_id)


@routes.get("/{case_id}/declaration", dependencies=[needs("read")], response_model=DeclaredShown)
def propose_declaration(service: Held, case_id: CaseId) -> Declaration:
    """Return what resolving the case as approved would declare."""
    return proposed_declaration(service.record, read_case(service.record, case_id))


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
