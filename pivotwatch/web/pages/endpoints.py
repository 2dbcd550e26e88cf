"""Endpoints: the catalogue, OpenAPI documents, shadow and deprecated use, and who uses one."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import polars as pl
from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import Response

from foundation import InputError, UnknownNameError, named_sql
from governance import write_audit, writing
from ingest.endpoints import import_documents
from pivotwatch.web.data import kept, newest_window
from pivotwatch.web.desk import Desk, ManagerForm, Viewing
from pivotwatch.web.listing import PER_PAGE, Slice, pages_of

routes = APIRouter()
_MOST_BYTES = 20 << 20
_KINDS = {
    "all": pl.lit(value=True),
    "shadow": (pl.col("documented") == pl.lit(value=False)) & (pl.col("calls") > 0),
    "deprecated": pl.col("deprecated") & (pl.col("calls") > 0),
    "sensitive": pl.col("sensitive"),
    "unused": pl.col("documented").fill_null(value=False) & (pl.col("calls") == 0),
}
"""What the list can be narrowed to."""


@routes.get("/endpoints")
def show_all(desk: Viewing, search: str = "", kind: str = "all", page: int = 1) -> Response:
    """List endpoints, the most called first; htmx gets the table alone."""
    if kind not in _KINDS:
        raise UnknownNameError("kind of endpoints", kind, _KINDS)
    everything = _catalogue(desk)
    counts = {name: everything.filter(condition).height for name, condition in _KINDS.items()}
    found = everything.filter(_KINDS[kind])
    for word in search[:200].lower().split():
        found = found.filter(pl.col("label").str.to_lowercase().str.contains(word, literal=True))
    pages = pages_of(found.height)
    at = min(max(1, page), pages)
    rows = found.slice((at - 1) * PER_PAGE, PER_PAGE).to_dicts()
    return desk.page(
        "endpoints_table.html.j2" if desk.is_fragment else "endpoints.html.j2",
        endpoints=Slice(rows, found.height, at, pages),
        counts=counts,
        kind=kind,
        search=search[:200],
        window=_window(desk),
        documented=everything["documented"].is_not_null().any(),
    )


@routes.get("/endpoints/{endpoint_id}")
def show(desk: Viewing, endpoint_id: int, page: int = 1) -> Response:
    """Show who uses an endpoint."""
    mine = _catalogue(desk).filter(pl.col("endpoint_id") == endpoint_id)
    if not mine.height:
        raise UnknownNameError("endpoint", str(endpoint_id), ())
    bounds = {"win": _window(desk), "endpoint_id": endpoint_id}
    key = ("users", endpoint_id, bounds["win"])
    users = kept(
        desk, key, lambda warehouse: warehouse.rows(named_sql("pivotwatch", "web_endpoint_users"), bounds)
    )
    seen = [row for row in users if desk.sees(row[0])]
    return desk.page(
        "endpoint.html.j2", endpoint=mine.row(0, named=True), users=Slice.of(seen, page), window=bounds["win"]
    )


@routes.post("/endpoints/openapi")
def import_openapi(
    desk: ManagerForm, document: Annotated[UploadFile, File()], api: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """Import an OpenAPI document; one of the same name is replaced."""
    name = Path(document.filename or "").name
    if not name or not name.isprintable() or Path(name).suffix.lower() not in (".json", ".yaml", ".yml"):
        raise InputError(f"{name[:80]!r}: an OpenAPI document is a file that ends in .json, .yaml or .yml.")
    content = document.file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise InputError(f"{name} is larger than {_MOST_BYTES >> 20} MB.")
    with tempfile.TemporaryDirectory() as folder, desk.service.writing() as warehouse:
        file = Path(folder, name)
        file.write_bytes(content)
        done = import_documents(warehouse, [file], " ".join(api.split()), desk.service.clock.now())
    with writing(desk.service.record) as connection:
        write_audit(connection, desk.act.now, desk.act.actor, "openapi.imported", name)
    desk.kept.forget()
    count = sum(done.operations.values())
    return desk.back(
        "/endpoints", f"{name}: {count:,} operations; {done.merged:,} endpoints found before are theirs now."
    )


def _window(desk: Desk) -> str:
    return kept(desk, ("newest",), newest_window)


def _catalogue(desk: Desk) -> pl.DataFrame:
    window = _window(desk)
    return kept(
        desk,
        ("endpoints", window),
        lambda warehouse: warehouse.frame(named_sql("pivotwatch", "web_endpoints"), {"win": window}),
    )
