"""What a tap counts, by source and reason: never by partner or endpoint."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

Feed = tuple[str, str]
"""Source and format: what one kind of gateway sends in one way."""

MINUTES_KEPT = 24 * 60
"""So many minutes with records are remembered of each feed, to know how long its pauses are."""


@dataclass(frozen=True, slots=True)
class CountsView:
    """A copy of the counters at one moment.

    Attributes
    ----------
    accepted, accepted_bytes
        Records and bytes on disk, by source.
    refused
        Requests or messages refused, by (source, reason).
    last_accepted
        Epoch seconds of the last record, by source; to the minute if it came before this start.
    """

    accepted: Mapping[str, int]
    accepted_bytes: Mapping[str, int]
    refused: Mapping[tuple[str, str], int]
    last_accepted: Mapping[str, float]


@dataclass(slots=True)
class Counters:
    """Thread-safe counters of one tap since its start."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _accepted: Counter[str] = field(default_factory=Counter)
    _bytes: Counter[str] = field(default_factory=Counter)
    _refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    _last: dict[str, float] = field(default_factory=dict)
    _minutes: dict[Feed, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def accepted(self, feed: Feed, records: int, n_bytes: int, now: float) -> None:
        """Count records that are on disk."""
        source, _ = feed
        with self._lock:
            self._accepted[source] += records
            self._bytes[source] += n_bytes
            self._last[source] = now
            minutes = self._minutes[feed]
            minutes[int(now // 60)] += records
            while len(minutes) > MINUTES_KEPT:
                del minutes[min(minutes)]

    def remember(self, minutes: Mapping[Feed, Mapping[int, int]]) -> None:
        """Take over what was heard before this start; the totals count from the start."""
        with self._lock:
            for feed, counts in minutes.items():
                self._minutes[feed].update(counts)
                if counts:
                    heard_at = max(counts) * 60.0
                    self._last[feed[0]] = max(heard_at, self._last.get(feed[0], 0.0))

    def refused(self, source: str, reason: str, times: int = 1) -> None:
        """Count requests or messages that were not accepted."""
        with self._lock:
            self._refused[source, reason] += times

    def view(self) -> CountsView:
        """Return a copy."""
        with self._lock:
            return CountsView(dict(self._accepted), dict(self._bytes), dict(self._refused), dict(self._last))

    def minutes(self) -> dict[Feed, dict[int, int]]:
        """Return records by feed and minute since the epoch, for the last minutes that had any."""
        with self._lock:
            return {feed: dict(counts) for feed, counts in self._minutes.items()}
