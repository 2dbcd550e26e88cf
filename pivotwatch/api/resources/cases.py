"""Cases: what waits for managers and bots, and what happened to it."""

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
    list_cases,
    proposed_declaration,
    read_case,
)
from pivotwatch.api.access import Held, needs
from pivotwatch.api.etags import answer_tag
from pivotwatch.api.paging import (
    DEFAULT_LIMIT,
    Cursor,
    Limit,
    Page,
    Shown,
    cut_newest_first,
    newest_part,
)
from pivotwatch.api.resources.profiles import ByPartner

routes = APIRouter(prefix="/cases", tags=["cases"])

CaseId = Annotated[str, Path(description="Of a case.", examples=["case-3f9ac21b04d7"], max_length=64)]


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


class DeclaredShown(Shown):
    """What a partner may do."""

    groups: list[str]
    endpoints: list[str]


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
