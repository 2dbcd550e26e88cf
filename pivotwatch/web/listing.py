"""A page of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

RowT = TypeVar("RowT")
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Slice(Generic[RowT]):
    """Some rows of a list.

    Attributes
    ----------
    total
        How many the list has.
    page, pages
        From 1.
    """

    rows: Sequence[RowT]
    total: int
    page: int
    pages: int

    @classmethod
    def of(cls, rows: Sequence[RowT], page: int) -> Slice[RowT]:
        """Cut a page out of a whole list; a page past the end is the last one."""
        at = min(max(1, page), pages_of(len(rows)))
        return cls(rows[(at - 1) * PER_PAGE : at * PER_PAGE], len(rows), at, pages_of(len(rows)))


def pages_of(total: int) -> int:
    """Return how many pages so many rows have; an empty list has one."""
    return max(1, -(-total // PER_PAGE))
