"""A source that used to talk and fell silent: a gateway was reconfigured and nobody noticed."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

LEAST_SILENCE_MINUTES = 15
LEAST_TALKING_MINUTES = 10
TIMES_LONGEST_PAUSE = 3


def silent_sources(minutes: Mapping[str, Mapping[int, int]], now: float) -> dict[str, bool]:
    """Tell which sources are silent for longer than they ever were.

    A source is silent when its last record is older than 15 minutes and than three times the longest pause
    between two minutes with records in the last day, provided that it talked in at least 10 minutes.

    Parameters
    ----------
    minutes
        Source to records by minute since the epoch.
    now
        Epoch seconds.
    """
    return {source: _is_silent(sorted(counts), int(now // 60)) for source, counts in minutes.items()}


def _is_silent(talked: list[int], this_minute: int) -> bool:
    if len(talked) < LEAST_TALKING_MINUTES:
        return False
    longest = max(later - earlier for earlier, later in pairwise(talked))
    return this_minute - talked[-1] > max(LEAST_SILENCE_MINUTES, TIMES_LONGEST_PAUSE * longest)
