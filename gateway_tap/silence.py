"""A feed that used to talk and fell silent: a gateway was reconfigured and nobody noticed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from gateway_tap.counters import Feed

__all__ = ["Silence", "silences"]

LEAST_SILENCE_MINUTES = 15
LEAST_TALKING_MINUTES = 10
TIMES_LONGEST_PAUSE = 3


@dataclass(frozen=True, slots=True)
class Silence:
    """How long a feed has been silent, and how long it never was before.

    Attributes
    ----------
    feed
        Source and format.
    last_heard
        UTC, to the minute.
    longest_pause_minutes
        Between two minutes with records, of those that are remembered.
    """

    feed: Feed
    last_heard: datetime
    longest_pause_minutes: int

    def __str__(self) -> str:
        source, form = self.feed
        return (
            f"{source} ({form}) fell silent: its last record came {self.last_heard:%Y-%m-%d %H:%M} UTC, its "
            f"longest pause before was {self.longest_pause_minutes} min. See whether its gateway still sends."
        )


def silences(minutes: Mapping[Feed, Mapping[int, int]], now: float) -> list[Silence]:
    """Return the feeds that are silent for longer than they ever were, sorted.

    A feed is silent when its last record is older than 15 minutes and than three times the longest pause
    between two minutes with records, of the last 1,440 such minutes, provided that it talked in at least 10.

    Parameters
    ----------
    minutes
        Feed to records by minute since the epoch.
    now
        Epoch seconds.
    """
    found = (_silence(feed, sorted(counts), int(now // 60)) for feed, counts in sorted(minutes.items()))
    return [silence for silence in found if silence is not None]


def _silence(feed: Feed, talked: list[int], this_minute: int) -> Silence | None:
    if len(talked) < LEAST_TALKING_MINUTES:
        return None
    longest = max(later - earlier for earlier, later in pairwise(talked))
    if this_minute - talked[-1] <= max(LEAST_SILENCE_MINUTES, TIMES_LONGEST_PAUSE * longest):
        return None
    return Silence(feed, datetime.fromtimestamp(talked[-1] * 60, UTC), longest)
