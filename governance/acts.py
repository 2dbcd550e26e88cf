"""Who does something and when: handed to everything that changes the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import overload

SYSTEM = "pivotwatch"
"""The actor of what nobody in particular did: the policy, the outbox, the mailbox."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act on the record.

    Attributes
    ----------
    actor
        A person's name, `partner:ID`, `token:NAME`, or `pivotwatch` for the product itself.
    now
        When; aware.
    """

    actor: str
    now: datetime

    @property
    def at(self) -> datetime:
        """The time as columns hold it: UTC, naive."""
        return to_column(self.now)


@overload
def to_column(moment: datetime) -> datetime: ...
@overload
def to_column(moment: None) -> None: ...
def to_column(moment: datetime | None) -> datetime | None:
    """Return an aware time as columns hold it: UTC, naive."""
    return moment and moment.astimezone(UTC).replace(tzinfo=None)


@overload
def from_column(moment: datetime) -> datetime: ...
@overload
def from_column(moment: None) -> None: ...
def from_column(moment: datetime | None) -> datetime | None:
    """Return a column's time, aware, in UTC."""
    return moment and moment.replace(tzinfo=UTC)
