"""Partners: the list, and the page of one."""

from __future__ import annotations

from typing import Any

import polars as pl
from fastapi import APIRouter
from fastapi.responses import Response

from foundation import UnknownNameError, named_sql
from governance import list_cases, read_partner
from pivotwatch.findings import list_findings
from pivotwatch.web.data import kept, windows_of
from pivotwatch.web.desk import Desk, Viewing
from pivotwatch.web.directory import directory_of, found
from pivotwatch.web.heat import history_map
from pivotwatch.web.listing import PER_PAGE, Slice, pages_of

routes = APIRouter()
_LONGEST_SEARCH = 200


@routes.get("/partners")
def show_all(
    desk: Viewing, search: str = "", sort: str = "mine", group: int | None = None, page: int = 1
) -> Response:
    """List partners, theirs first unless sorted otherwise; htmx gets the table alone."""
    everybody = directory_of(desk)
    rows = found(everybody, desk.user, search[:_LONGEST_SEARCH], group, sort)
    pages = pages_of(rows.height)
    at = min(max(1, page), pages)
    shown = rows.slice((at - 1) * PER_PAGE, PER_PAGE).to_dicts()
    open_cases = {case.partner: case for case in list_cases(desk.service.record, unresolved=True)}
    return desk.page(
        "partners_table.html.j2" if desk.is_fragment else "partners.html.j2",
        partners=Slice(shown, rows.height, at, pages),
        everybody=everybody.height,
        search=search[:_LONGEST_SEARCH],
        sort=sort,
        group=group,
        cases=open_cases,
    )


@routes.get("/partners/{partner_id:path}")
def show(desk: Viewing, partner_id: str) -> Response:
    """Show one partner."""
    row = _row(desk, partner_id)
    record = desk.service.record
    window = windows_of(desk)[0] if windows_of(desk) else None
    history = None
    if window is not None:
        history = kept(
            desk,
            ("partner", partner_id, window),
            lambda warehouse: history_map(warehouse, partner_id, window, None),
        )
    with desk.service.reading() as warehouse:
        credentials = list(
            warehouse.records(named_sql("pivotwatch", "web_credentials"), {"partner_id": partner_id})
        )
        findings = list_findings(warehouse, record, partner=partner_id)
    partner, declarations = read_partner(record, partner_id) if row["registered"] else (None, [])
    return desk.page(
        "partner.html.j2",
        row=row,
        partner=partner,
        declarations=declarations,
        credentials=credentials,
        history=history,
        window=window,
        findings=findings[:40],
        cases=list_cases(record, partner=partner_id),
    )


def _row(desk: Desk, partner_id: str) -> dict[str, Any]:
    mine = directory_of(desk).filter(pl.col("partner") == partner_id)
    if not mine.height:
        desk.check_sees(partner_id)
        raise UnknownNameError("partner", partner_id, ())
    return mine.row(0, named=True)
