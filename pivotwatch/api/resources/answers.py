"""Answers: what partners said, and what a manager decides about it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Response
from pydantic import Field

from governance import Answer, AnswerKind, Case, case_answers, decide_answer, read_case
from pivotwatch.api.access import Acting, Held, needs
from pivotwatch.api.etags import tag
from pivotwatch.api.paging import Sent, Shown
from pivotwatch.api.resources.case_work import DeclarationGiven
from pivotwatch.api.resources.cases import CaseId, CaseShown

routes = APIRouter(tags=["cases"])

AnswerId = Annotated[str, Path(description="Of an answer.", examples=["answer-3f9ac21b04d7"], max_length=64)]


class AnswerShown(Shown):
    """What a partner said."""

    answer_id: str
    case_id: str
    message_id: str = Field(description="The message that asked.")
    kind: AnswerKind = Field(description="`planned`, `bug`, `not_us` or `other`.")
    text: str
    via: str = Field(description="`page`, `e-mail`, or `manager` who heard it otherwise.")
    at: datetime
    decision: Literal["approved", "declined"] | None = Field(description="Null = nobody decided yet.")
    decided_by: str | None
    decided_at: datetime | None


class DecisionGiven(Sent):
    """What is decided about an answer."""

    approve: bool = Field(
        description="Approving `planned` declares the new use case and resolves the case; approving `bug` "
        "resolves it as reverted. All else leaves the case with its manager."
    )
    note: str = Field("", max_length=10_000)
    declared: DeclarationGiven | None = Field(
        None, description="With an approved `planned`; null = as the case proposes."
    )


@routes.get("/cases/{case_id}/answers", dependencies=[needs("read")], response_model=list[AnswerShown])
def list_answers(service: Held, case_id: CaseId) -> list[Answer]:
    """Return the partner's answers to a case's questions, oldest first."""
    read_case(service.record, case_id)
    return case_answers(service.record, case_id)


@routes.post("/answers/{answer_id}/decision", dependencies=[needs("cases:write")], response_model=CaseShown)
def decide(service: Held, answer_id: AnswerId, given: DecisionGiven, act: Acting, response: Response) -> Case:
    """Approve or decline what a partner said; once."""
    declared = given.declared.declaration() if given.declared else None
    case = decide_answer(
        service.record, answer_id, act, approve=given.approve, note=given.note, declared=declared
    )
    response.headers["ETag"] = tag(case.version)
    return case
