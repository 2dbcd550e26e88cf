"""Profiles: what each partner uses, window by window; and which group that puts it in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from foundation import named_sql, parse_window
from pivotwatch.api.access import Held, needs
from pivotwatch.api.paging import DEFAULT_LIMIT, Cursor, Limit, Page, Shown, cut, read_cursor

routes = APIRouter(tags=["profiles"])

Windowed = Annotated[str | None, Query(description="Only this window.", examples=["2026-W47"], max_length=16)]
ByPartner = Annotated[
    str | None, Query(description="Only this partner's id.", examples=["acme"], max_length=500)
]


class ProfileShown(Shown):
    """One endpoint in a partner's profile; endpoints that it did not call have no row."""

    window: str = Field(examples=["2026-W47"])
    partner: str = Field(examples=["acme"])
    endpoint_id: str = Field(description="A 63-bit number; text, because JavaScript's numbers are shorter.")
    endpoint: str = Field(examples=["GET /v2/contacts/{id}"])
    calls: int = Field(description="All calls, errors among them.")
    errors: int = Field(description="Failed calls.")
    value: float = Field(
        description="Row-wise min-max of the successful calls; 1 = the partner's most used endpoint.",
        ge=0,
        le=1,
    )
    provisional: bool = Field(description="The window is still open.")


class AssignmentShown(Shown):
    """Which group a partner was in."""

    window: str = Field(examples=["2026-W47"])
    partner: str = Field(examples=["acme"])
    group_id: int | None = Field(description="Null = in none.")
    group_name: str | None
    confidence: float = Field(
        description="1 = in the middle of its group, 0 = as near to another.", ge=0, le=1
    )
    distance: float = Field(description="To the nearest point of the model, Euclidean in profile space.")
    calls: int
    model_id: str = Field(description="The model that assigned it.")
    provisional: bool = Field(description="The window is still open.")


@routes.get("/profiles", dependencies=[needs("read")], response_model=Page[ProfileShown])
def list_profiles(
    service: Held,
    window: Windowed = None,
    partner: ByPartner = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """List profiles, newest window first, then by partner and endpoint."""
    names = ("after_win", "after_partner", "after_label", "after_endpoint")
    place = dict(zip(names, read_cursor(cursor, [str, str, str, int]), strict=True))
    values = place | {"win": _key(window), "partner": partner, "most": limit + 1}
    with service.reading() as warehouse:
        found = list(warehouse.records(named_sql("pivotwatch", "api_profiles"), values))
    page = cut(
        found, limit, lambda row: [row[each] for each in ("window", "partner", "endpoint", "endpoint_id")]
    )
    return page | {"items": [row | {"endpoint_id": str(row["endpoint_id"])} for row in page["items"]]}


@routes.get("/assignments", dependencies=[needs("read")], response_model=Page[AssignmentShown])
def list_assignments(
    service: Held,
    window: Windowed = None,
    partner: ByPartner = None,
    group: Annotated[int | None, Query(description="Only this group's id.", ge=0, lt=2**31)] = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """List which partner was in which group, newest window first, then by partner."""
    place = dict(zip(("after_win", "after_partner"), read_cursor(cursor, [str, str]), strict=True))
    values = place | {"win": _key(window), "partner": partner, "group_id": group, "most": limit + 1}
    with service.reading() as warehouse:
        found = list(warehouse.records(named_sql("pivotwatch", "api_assignments"), values))
    return cut(found, limit, lambda row: [row["window"], row["partner"]])


def _key(window: str | None) -> str | None:
    return None if window is None else parse_window(window).key
