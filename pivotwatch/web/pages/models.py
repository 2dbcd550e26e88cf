"""Models: propose another, see what it would change, accept it."""

from __future__ import annotations

import json
import pkgutil
from functools import partial
from importlib.resources import files
from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import Response

from foundation import InputError, Warehouse, named_sql
from governance import Act, write_audit, writing
from pivotwatch.previews import Preview
from pivotwatch.service.apart import STORE
from pivotwatch.web.data import kept
from pivotwatch.web.desk import AdminForm, Desk, ManagerForm, Viewing

routes = APIRouter()
_FIGURES = ("groups", "silhouette", "stability", "no_group_share")
_MOST_MOVES = 200


@routes.get("/models")
def show_all(desk: Viewing) -> Response:
    """List the models, newest first."""
    with desk.service.reading() as warehouse:
        models = [_row(row) for row in warehouse.records(named_sql("pivotwatch", "groups_models"))]
    return desk.page(
        "models.html.j2", models=models, methods=_methods(), clustering=desk.service.settings.clustering
    )


@routes.get("/models/{model_id}")
def show(desk: Viewing, model_id: str) -> Response:
    """Show what a model would change, or what it is."""
    with desk.service.reading() as warehouse:
        models = [_row(row) for row in warehouse.records(named_sql("pivotwatch", "groups_models"))]
        model = next((each for each in models if each["model_id"] == model_id), None)
    if model is None:
        raise InputError(f"There is no model {model_id[:60]!r}.")
    seen = kept(desk, ("preview", model_id), partial(_compared, desk, model_id)) if _open(model) else None
    moves = [each for each in seen.moves if desk.sees(each.partner)] if seen else []
    return desk.page(
        "model.html.j2",
        model=model,
        seen=seen,
        moves=moves[:_MOST_MOVES],
        more=max(0, len(moves) - _MOST_MOVES),
    )


@routes.post("/models/propose")
def propose(
    desk: ManagerForm, method: Annotated[str, Form()] = "", k: Annotated[str, Form(max_length=6)] = ""
) -> Response:
    """Fit a model on the last windows and keep it as a proposal."""
    changes: dict[str, Any] = {}
    if method:
        changes["method"] = method
    if k.strip():
        if not k.strip().isdecimal():
            raise InputError(
                f"k = {k!r}: the number of groups is a whole number, or empty to have it proposed."
            )
        changes["k"] = int(k)
    service = desk.service
    with service.writing() as warehouse:
        (model_id,) = service.apart(warehouse, "pivotwatch.refits_apart:propose", service.app, STORE, changes)
    _note(desk, desk.act, "model.proposed", model_id)
    return desk.back(f"/models/{model_id}", "Here is what this model would change; nothing has changed yet.")


@routes.post("/models/{model_id}/accept")
def accept_one(desk: AdminForm, model_id: str) -> Response:
    """Make a model the reference from the next window on."""
    service = desk.service
    with service.writing() as warehouse:
        (since,) = service.apart(warehouse, "pivotwatch.refits_apart:take", service.app, STORE, model_id)
    desk.kept.forget()
    _note(desk, desk.act, "model.accepted", model_id)
    return desk.back(f"/models/{model_id}", f"It assigns from {since} on; earlier windows stay as they are.")


def _compared(desk: Desk, model_id: str, warehouse: Warehouse) -> Preview:
    service = desk.service
    found: Preview
    (found,) = service.apart(warehouse, "pivotwatch.refits_apart:compare", service.app, STORE, model_id)
    return found


def _open(model: dict[str, Any] | None) -> bool:
    return model is not None and model["state"] == "proposed"


def _note(desk: Desk, act: Act, action: str, model_id: str) -> None:
    with writing(desk.service.record) as connection:
        write_audit(connection, act.now, act.actor, action, model_id)


def _methods() -> list[str]:
    """Return the names of the methods that are shipped, without importing any."""
    return sorted(file.name for file in pkgutil.iter_modules([str(files("clustering") / "methods")]))


def _row(row: dict[str, Any]) -> dict[str, Any]:
    scores, parameters = json.loads(row["scores"]), json.loads(row["parameters"])
    parameters.pop("tried", None)
    return row | {name: scores.get(name) for name in _FIGURES[1:]} | {"parameters": parameters}
