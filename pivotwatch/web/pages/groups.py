"""Groups: the map, what each uses, and one group with its members and its past."""

from __future__ import annotations

from typing import Annotated, Any

import polars as pl
from fastapi import APIRouter, Form
from fastapi.responses import Response

from foundation import Warehouse, named_sql
from governance import write_audit, writing
from pivotwatch.group_facts import rename
from pivotwatch.web.data import kept, still_open, windows_of
from pivotwatch.web.desk import Desk, ManagerForm, Viewing
from pivotwatch.web.directory import directory_of
from pivotwatch.web.grouping import centroid_map, group_of, groups_of
from pivotwatch.web.listing import PER_PAGE, Slice, pages_of

routes = APIRouter()


@routes.get("/groups")
def show_all(desk: Viewing, window: str = "", dimensions: int = 2) -> Response:
    """Show the groups of a window; the newest judged one unless another is named."""
    known = windows_of(desk)
    asked = window if window in known else None
    key, groups = groups_of(desk, asked)
    return desk.page(
        "groups.html.j2",
        groups=groups,
        window=key,
        asked=asked,
        windows=known[:26],
        still_open=still_open(desk),
        dimensions=3 if dimensions == 3 else 2,
        centroids=centroid_map([each for each in groups if each.members]),
        lineage=_lineage(desk, None)[:40],
    )


@routes.get("/groups/{group_id}")
def show(desk: Viewing, group_id: int, window: str | None = None, page: int = 1) -> Response:
    """Show one group."""
    group, key = group_of(desk, group_id, window)
    members = kept(desk, ("members", group_id, key), lambda warehouse: _members(warehouse, group_id, key))
    names = directory_of(desk).select("partner", "name", "owner")
    shown = members.join(names, on="partner", how="inner").sort("calls", descending=True)
    pages = pages_of(shown.height)
    at = min(max(1, page), pages)
    rows = shown.slice((at - 1) * PER_PAGE, PER_PAGE).to_dicts()
    return desk.page(
        "group.html.j2",
        group=group,
        window=key,
        members=Slice(rows, shown.height, at, pages),
        lineage=_lineage(desk, group_id),
    )


@routes.post("/groups/{group_id}/name")
def give_name(desk: ManagerForm, group_id: int, name: Annotated[str, Form(max_length=500)]) -> Response:
    """Give a group a name by hand; refits keep it."""
    with desk.service.writing() as warehouse:
        before = rename(warehouse, group_id, name)
    desk.kept.forget()
    _note(desk, group_id, before, name)
    return desk.back(
        f"/groups/{group_id}", f"“{before}” is called “{' '.join(name.split())}” now, everywhere."
    )


def _note(desk: Desk, group_id: int, before: str, name: str) -> None:
    with writing(desk.service.record) as connection:
        details = {"before": before, "after": name}
        write_audit(connection, desk.act.now, desk.act.actor, "group.renamed", f"group:{group_id}", details)


def _members(warehouse: Warehouse, group_id: int, window: str) -> pl.DataFrame:
    return warehouse.frame(
        "SELECT partner_id AS partner, confidence, calls FROM assignments WHERE win = ? AND group_id = ?",
        [window, group_id],
    )


def _lineage(desk: Desk, group_id: int | None) -> list[dict[str, Any]]:
    with desk.service.reading() as warehouse:
        return list(warehouse.records(named_sql("pivotwatch", "web_lineage"), {"group_id": group_id}))
