"""A part of a list, newest first, by a time that never changes: rows that come meanwhile shift nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Select, and_, or_

from governance.acts import to_column


@dataclass(frozen=True, slots=True)
class Part:
    """Which rows of a list.

    Attributes
    ----------
    limit
        So many at most.
    after
        Time and id of the row before them; None = from the newest.
    """

    limit: int
    after: tuple[datetime, str] | None = None


def in_part(query: Select[Any], at: Column[Any], name: Column[Any], part: Part) -> Select[Any]:
    """Return the query for a part alone: by time, the newest first, then by id."""
    if part.after is not None:
        moment, last = to_column(part.after[0]), part.after[1]
        query = query.where(or_(at < moment, and_(at == moment, name > last)))
    return query.order_by(at.desc(), name).limit(part.limit)
