"""Events: what happened, in order; for bots that ask instead of being called."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from pydantic import Field

from governance import events_after
from pivotwatch.api.access import Held, needs
from pivotwatch.api.paging import DEFAULT_LIMIT, Cursor, Limit, Shown, read_cursor, write_cursor

routes = APIRouter(prefix="/events", tags=["events"])


class EventShown(Shown):
    """One thing that happened."""

    event_id: str = Field(description="The same at every delivery.")
    type: str = Field(examples=["case.opened"])
    at: datetime
    subject: str = Field(examples=["case-3f9ac21b04d7"])
    data: dict[str, Any] = Field(description="Ids and states, never contents.")


class EventPage(Shown):
    """Events, oldest first."""

    items: list[EventShown]
    next_cursor: str = Field(
        description="Always there: ask with it again, now or later, for what comes next."
    )


@routes.get("", dependencies=[needs("read")], response_model=EventPage)
def list_events(service: Held, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> dict[str, Any]:
    """List events, oldest first; keep `next_cursor` and ask with it for what happened since."""
    after = read_cursor(cursor, [int])[0] or 0
    found = events_after(service.record, after, limit)
    return {"items": found, "next_cursor": write_cursor([found[-1].number if found else after])}
