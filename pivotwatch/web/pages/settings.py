"""Settings: a read-only view, with where each value came from."""

from __future__ import annotations

from itertools import groupby

from fastapi import APIRouter
from fastapi.responses import Response

from pivotwatch.web.desk import Ruling
from pivotwatch.web.origins import Origin, origins

routes = APIRouter()


@routes.get("/settings")
def show(desk: Ruling, changed: bool = False) -> Response:
    """Show every setting; `changed` = only those that are not the default."""
    app = desk.service.app
    found = [each for each in origins(app) if not changed or each.came_from != "default"]
    sections = [(name, list(each)) for name, each in groupby(found, key=_section)]
    return desk.page("settings.html.j2", sections=sections, changed=changed, file=app.home.settings_file)


def _section(origin: Origin) -> str:
    return origin.name.rpartition(".")[0]
