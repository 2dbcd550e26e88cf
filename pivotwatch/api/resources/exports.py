"""Exports: whole frames, as JSON, CSV, Arrow or Parquet; and the frames that `pw.connect` reads."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Header, HTTPException, Path, Query, Response

from pivotwatch.analysis.remote import ARROW_STREAM
from pivotwatch.analysis.source import FRAMES, Filters, read_frame
from pivotwatch.api.access import Held, needs
from pivotwatch.frames_service import listed
from pivotwatch.frames_writing import MEDIA_TYPES, Format, chosen_format, written

routes = APIRouter(tags=["exports"])

Frame = Literal["usage", "profiles", "groups", "assignments", "findings", "lineage", "endpoints", "partners"]
FrameName = Annotated[Frame, Path(description="Which frame.", examples=["findings"])]
Several = Annotated[list[str] | None, Query(max_length=10_000, description="Only these; may be repeated.")]
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_EXPORTED = dict.fromkeys(MEDIA_TYPES.values(), _BINARY) | {
    MEDIA_TYPES["json"]: {"schema": {"type": "array", "items": {"type": "object"}}},
    MEDIA_TYPES["csv"]: {"schema": {"type": "string"}},
}


@routes.get("/frames", dependencies=[needs("read")])
def list_frames() -> dict[str, list[str]]:
    """Name the frames."""
    return {"frames": list(FRAMES)}


@routes.get(
    "/frames/{name}",
    dependencies=[needs("read")],
    response_class=Response,
    responses={200: {"content": {ARROW_STREAM: _BINARY}}},
)
def read_one(
    service: Held, name: FrameName, window: Several = None, partner: Several = None, group: Several = None
) -> Response:
    """Return a frame as an Arrow stream, as `pw.connect` reads it; a lone empty filter asks for nothing."""
    return _answer(service, name, Filters.of(listed(window), listed(partner), listed(group)), "arrow")


@routes.get(
    "/exports/{name}",
    dependencies=[needs("read")],
    response_class=Response,
    responses={200: {"content": _EXPORTED}},
)
def export(
    service: Held,
    name: FrameName,
    window: Several = None,
    partner: Several = None,
    group: Several = None,
    format: Annotated[  # noqa: A002 - the name of the parameter
        Format | None, Query(description="Wins over the Accept header; neither = JSON.")
    ] = None,
    accept: Annotated[str, Header(max_length=1000, include_in_schema=False)] = "",
) -> Response:
    """Return a whole frame in a format: by `format`, else by the Accept header, else JSON.

    In JSON ids of endpoints are text; in CSV a `'` stands before what a spreadsheet would run.
    """
    wanted = format or chosen_format(accept)
    if wanted is None:
        raise HTTPException(406, f"There is JSON, CSV, Arrow and Parquet: {', '.join(MEDIA_TYPES.values())}.")
    filters = Filters.of(listed(window), listed(partner), listed(group))
    answer = _answer(service, name, filters, wanted)
    answer.headers["Content-Disposition"] = f'attachment; filename="pivotwatch-{name}.{wanted}"'
    return answer


def _answer(service: Held, name: str, filters: Filters, wanted: Format) -> Response:
    kind = service.window_kind()
    with service.reading() as warehouse:
        frame = read_frame(warehouse, kind, name, filters)
    return Response(written(frame, wanted), media_type=MEDIA_TYPES[wanted])
