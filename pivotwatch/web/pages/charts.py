"""Figures as JSON, for the Plotly on the page."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from foundation import Warehouse
from pivotwatch.web.data import dated_report_of, group_map_of, kept, windows_of
from pivotwatch.web.desk import Viewing
from reports.reading.group_map import read_group_space
from reports.words import window_name

routes = APIRouter()


@routes.get("/charts/flow")
def flow(desk: Viewing, window: str | None = None) -> Response:
    """Return who moved between groups, as a Sankey diagram."""
    dated = dated_report_of(desk, window) if desk.owners is None else None
    if dated is None:
        return _json("{}")
    report, version = dated
    if report.flow.since is None or not report.flow.moves:
        return _json("{}")
    from reports.charts import flow_figure  # noqa: PLC0415 - Plotly is 20 MB that no other page needs

    before, now = window_name(report.flow.since), window_name(report.window)
    return _json(
        desk.kept.get(("flow", window), version, lambda: str(flow_figure(report.flow, before, now).to_json()))
    )


@routes.get("/charts/map")
def group_map(desk: Viewing, window: str | None = None) -> Response:
    """Return the map of the groups."""
    if desk.owners is not None:
        return _json("{}")
    found, version = group_map_of(desk, window)
    if not found.drawn.points:
        return _json("{}")
    from reports.charts import group_map_figure  # noqa: PLC0415 - as above

    return _json(
        desk.kept.get(("map", window), version, lambda: str(group_map_figure(found.drawn).to_json()))
    )


@routes.get("/charts/space")
def group_space(desk: Viewing, window: str) -> Response:
    """Return the groups in three dimensions."""
    if window not in windows_of(desk) or desk.owners is not None:
        return _json("{}")
    return _json(kept(desk, ("space", window), lambda warehouse: _space(warehouse, window)))


def _space(warehouse: Warehouse, window: str) -> str:
    names, groups, places = read_group_space(warehouse, window)
    if not names:
        return "{}"
    from reports.charts import space_figure  # noqa: PLC0415 - as above

    return str(space_figure(names, groups, places).to_json())


def _json(text: str) -> Response:
    return Response(text, media_type="application/json")
