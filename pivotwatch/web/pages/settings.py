"""Settings: a read-only view, with where each value came from."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import groupby

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel

from foundation import meanings_of, shown_settings
from pivotwatch.web.desk import Ruling

routes = APIRouter()


@routes.get("/settings")
def show(desk: Ruling, changed: bool = False) -> Response:
    """Show every setting; `changed` = only those that are not the default."""
    app = desk.service.app
    meanings = dict(_meanings(app.settings, ""))
    found = [
        (each.name, _words(each.value), each.origin, meanings.get(each.name, ""))
        for each in shown_settings(app.settings, app.home.settings_file, os.environ, app.overrides)
        if not changed or each.origin != "default"
    ]
    sections = [
        (name, list(rows)) for name, rows in groupby(found, key=lambda row: row[0].rpartition(".")[0])
    ]
    return desk.page("settings.html.j2", sections=sections, changed=changed, file=app.home.settings_file)


def _meanings(section: BaseModel, above: str) -> Iterator[tuple[str, str]]:
    meanings = meanings_of(type(section))
    for name in type(section).model_fields:
        value = getattr(section, name)
        if isinstance(value, BaseModel):
            yield from _meanings(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", meanings.get(name, "")


def _words(value: object) -> str:
    if value in (None, "", [], {}):
        return "not set"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
