"""The clock is passed in, so that a test or a replay decides what time it is."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that tells the time."""

    def now(self) -> datetime:
        """Return the current time, aware, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the current time, aware, in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still, for replays and tests.

    Attributes
    ----------
    at
        The time it tells; aware.
    """

    at: datetime

    def now(self) -> datetime:
        """Return the fixed time in UTC."""
        return self.at.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class RunningClock:
    """A clock that was set to a time and goes on from there, for a service that plays another day.

    Attributes
    ----------
    at
        The time it told first; aware.
    """

    at: datetime
    _began: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        """Return the time in UTC."""
        return self.at.astimezone(UTC) + timedelta(seconds=time.monotonic() - self._began)
