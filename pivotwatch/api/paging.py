"""Lists come in pages; the next begins at the place where this one ended, so new rows shift nothing."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, model_validator

from foundation import InputError
from governance import Part

RowT = TypeVar("RowT")
ThingT = TypeVar("ThingT")

Limit = Annotated[int, Query(ge=1, le=1000, description="Rows of a page.")]
Cursor = Annotated[
    str | None, Query(max_length=2000, description="`next_cursor` of the page before; none = the first page.")
]
DEFAULT_LIMIT = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Page(BaseModel, Generic[RowT]):
    """A part of a list."""

    items: list[RowT]
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page; null = the last one.")


class Shown(BaseModel):
    """What the API answers with; attributes of the product's own objects fill it."""

    model_config = ConfigDict(from_attributes=True)


class Sent(BaseModel):
    """What the API is sent: fields that it does not know are refused, not ignored."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, value: Any) -> Any:
        """Refuse NUL, which PostgreSQL cannot hold."""
        if isinstance(value, dict) and any(isinstance(each, str) and "\0" in each for each in value.values()):
            raise ValueError("texts must not hold the character NUL")
        return value


def cut(
    rows: Sequence[Mapping[str, Any]], limit: int, place: Callable[[Mapping[str, Any]], Sequence[str | int]]
) -> dict[str, Any]:
    """Return a page of rows that were read with one more than the limit.

    Parameters
    ----------
    place
        The sort key of a row: after it the next page begins.
    """
    more = len(rows) > limit
    kept = list(rows[:limit])
    return {"items": kept, "next_cursor": write_cursor(place(kept[-1])) if more else None}


def newest_part(limit: int, cursor: str | None) -> Part:
    """Return which things of the record a page wants, with one more than its limit.

    Raises
    ------
    InputError
        When the text is no cursor of such a list.
    """
    micros, name = read_cursor(cursor, [int, str])
    if micros is None:
        return Part(limit + 1)
    try:
        return Part(limit + 1, (_EPOCH + timedelta(microseconds=micros), name))
    except OverflowError as error:
        raise _refusal(cursor or "") from error


def cut_newest_first(
    things: Sequence[ThingT], limit: int, place: Callable[[ThingT], tuple[datetime, str]]
) -> dict[str, Any]:
    """Return a page of what `newest_part` asked for.

    Parameters
    ----------
    place
        The time that never changes, and the id.
    """
    if len(things) <= limit:
        return {"items": things, "next_cursor": None}
    at, name = place(things[limit - 1])
    return {
        "items": things[:limit],
        "next_cursor": write_cursor([(at - _EPOCH) // timedelta(microseconds=1), name]),
    }


def read_cursor(cursor: str | None, types: Iterable[type]) -> list[Any]:
    """Return the sort key that a cursor holds; for none as many None.

    Raises
    ------
    InputError
        When the text is no cursor of such a list.
    """
    wanted = list(types)
    if not cursor:
        return [None] * len(wanted)
    try:
        decoded = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        place = json.loads(decoded)
    except (binascii.Error, ValueError, RecursionError) as error:
        raise _refusal(cursor) from error
    if not isinstance(place, list) or [type(each) for each in place] != wanted:
        raise _refusal(cursor)
    if any(isinstance(each, str) and not _plain(each) for each in place):
        raise _refusal(cursor)
    if any(isinstance(each, int) and not -(2**63) <= each < 2**63 for each in place):
        raise _refusal(cursor)
    return place


def stamped(moment: datetime) -> datetime:
    """Return a column's time, which is UTC, with its zone."""
    return moment.replace(tzinfo=UTC)


def _plain(text: str) -> bool:
    return "\0" not in text and text == text.encode(errors="ignore").decode()


def write_cursor(place: Sequence[str | int]) -> str:
    """Return the cursor for a sort key."""
    return base64.urlsafe_b64encode(json.dumps(list(place)).encode()).rstrip(b"=").decode()


def _refusal(cursor: str) -> InputError:
    return InputError(
        f"{cursor[:40]!r} is no cursor of this list; take `next_cursor` of the page before, or begin without."
    )
