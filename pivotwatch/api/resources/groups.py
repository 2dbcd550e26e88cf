"""Groups: the use cases that were found, and naming them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import Field

from foundation import UnknownNameError, Warehouse, named_sql
from governance import write_audit, writing
from pivotwatch.api.access import Acting, Held, needs
from pivotwatch.api.paging import DEFAULT_LIMIT, Cursor, Limit, Page, Sent, Shown, cut, read_cursor

routes = APIRouter(prefix="/groups", tags=["groups"])

GroupId = Annotated[int, Path(description="Never given twice.", ge=0, lt=2**31, examples=[3])]


class GroupShown(Shown):
    """A group of partners with alike profiles."""

    group_id: int = Field(description="Survives refits; never given twice.", examples=[3])
    name: str = Field(examples=["Contact writers"])
    named_by_hand: bool = Field(description="Refits keep the name.")
    born_in: str = Field(description="The window in which it was first found.")
    dissolved_in: str | None = Field(description="The window in which it ended; null = it lives.")
    members_now: int = Field(description="Partners in the newest window.")
    last_window: str | None = Field(description="The newest window in which it had members.")


class GroupNamed(Sent):
    """A name for a group."""

    name: str = Field(min_length=1, max_length=200, examples=["Invoice readers"])


@routes.get("", dependencies=[needs("read")], response_model=Page[GroupShown])
def list_groups(
    service: Held,
    living: Annotated[bool, Query(description="Only groups that were not dissolved.")] = False,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """List groups, the oldest first."""
    (after,) = read_cursor(cursor, [int])
    with service.reading() as warehouse:
        rows = _rows(warehouse, after=after, group_id=None, living=living, most=limit + 1)
    return cut(rows, limit, lambda row: [row["group_id"]])


@routes.get("/{group_id}", dependencies=[needs("read")], response_model=GroupShown)
def read_group(service: Held, group_id: GroupId) -> dict[str, Any]:
    """Return one group."""
    with service.reading() as warehouse:
        return _one(warehouse, group_id)


@routes.patch("/{group_id}", dependencies=[needs("models:write")], response_model=GroupShown)
def name_group(service: Held, group_id: GroupId, named: GroupNamed, act: Acting) -> dict[str, Any]:
    """Give a group another name; later refits keep it."""
    from pivotwatch.group_facts import rename  # noqa: PLC0415 - pulls in clustering

    with service.writing() as warehouse:
        before = rename(warehouse, group_id, named.name)
        found = _one(warehouse, group_id)
    with writing(service.record) as connection:
        told = {"before": before, "after": found["name"]}
        write_audit(connection, act.now, act.actor, "group.renamed", f"group-{group_id}", told)
    return found


def _one(warehouse: Warehouse, group_id: int) -> dict[str, Any]:
    found = _rows(warehouse, after=None, group_id=group_id, living=False, most=1)
    if not found:
        raise UnknownNameError("group", str(group_id), ())
    return found[0]


def _rows(warehouse: Warehouse, **values: object) -> list[dict[str, Any]]:
    return list(warehouse.records(named_sql("pivotwatch", "api_groups"), values))
