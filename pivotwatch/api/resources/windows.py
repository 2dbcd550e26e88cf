"""Windows: which closed periods were processed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import Field

from foundation import UnknownNameError, Warehouse, named_sql, parse_window
from pivotwatch.api.access import Held, needs
from pivotwatch.api.paging import DEFAULT_LIMIT, Cursor, Limit, Page, Shown, cut, read_cursor, stamped

routes = APIRouter(prefix="/windows", tags=["windows"])

Key = Annotated[
    str,
    Path(
        description="A window: `2026-W47`, `2026-11` or `2026-11-21`.", examples=["2026-W47"], max_length=16
    ),
]


class WindowShown(Shown):
    """A processed window."""

    window: str = Field(examples=["2026-W47"])
    start_day: date
    end_day: date = Field(description="The day after its last.")
    processed_at: datetime
    partners: int = Field(description="Partners that made successful calls in it.")
    findings: int
    alerts: int = Field(description="Findings that a manager is told of.")


@routes.get("", dependencies=[needs("read")], response_model=Page[WindowShown])
def list_windows(service: Held, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> dict[str, Any]:
    """List processed windows, newest first."""
    (before,) = read_cursor(cursor, [str])
    with service.reading() as warehouse:
        rows = _rows(warehouse, before=before, win=None, most=limit + 1)
    return cut(rows, limit, lambda row: [row["window"]])


@routes.get("/{window}", dependencies=[needs("read")], response_model=WindowShown)
def read_window(service: Held, window: Key) -> dict[str, Any]:
    """Return one processed window."""
    key = parse_window(window).key
    with service.reading() as warehouse:
        found = _rows(warehouse, before=None, win=key, most=1)
    if not found:
        raise UnknownNameError("processed window", key, ())
    return found[0]


def _rows(warehouse: Warehouse, **values: object) -> list[dict[str, Any]]:
    found = warehouse.records(named_sql("pivotwatch", "api_windows"), values)
    return [row | {"processed_at": stamped(row["processed_at"])} for row in found]
