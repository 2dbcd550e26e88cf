"""A finding by itself; once it is in a case, the case's page shows it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from governance import CaseFinding, VerdictWord, case_of_finding, open_case
from pivotwatch.findings import find, judge_findings
from pivotwatch.web.desk import ManagerForm, Viewing
from pivotwatch.web.dossier import dossier_of

routes = APIRouter()


@routes.get("/pivots/{finding_id}")
def show(desk: Viewing, finding_id: str) -> Response:
    """Show a finding, or the case that it is in."""
    case = case_of_finding(desk.service.record, finding_id)
    if case is not None:
        return RedirectResponse(f"/cases/{case}?finding={finding_id}", 303)
    return desk.page("pivot.html.j2", dossier=dossier_of(desk, finding_id))


@routes.post("/pivots/{finding_id}/case")
def open_one(desk: ManagerForm, finding_id: str) -> Response:
    """Open a case for a finding that the policy left alone."""
    desk.check_sees(dossier_of(desk, finding_id).finding.partner_id)
    with desk.service.reading() as warehouse:
        (row,) = find(warehouse, desk.service.record, [finding_id])
    opened = open_case(desk.service.record, CaseFinding.of(row), desk.act, owner=desk.user.name)
    return desk.back(f"/cases/{opened.case.case_id}", f"{opened.case.case_id} is {opened.how}; it is yours.")


@routes.post("/pivots/{finding_id}/verdict")
def judge(
    desk: ManagerForm,
    finding_id: str,
    verdict: Annotated[VerdictWord, Form()],
    note: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Say what a finding was worth."""
    desk.check_sees(dossier_of(desk, finding_id).finding.partner_id)
    now = desk.service.clock.now()
    with desk.service.reading() as warehouse:
        judge_findings(
            warehouse, desk.service.record, [finding_id], verdict, note=note, by=desk.user.name, now=now
        )
    return desk.back(f"/pivots/{finding_id}", f"Noted: {verdict}. It counts from the next run on.")
