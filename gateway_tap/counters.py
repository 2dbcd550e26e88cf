"""What a tap counts, by source and reason: never by partner or endpoint."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

_MINUTES_KEPT = 24 * 60


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
        Epoch seconds of the last record, by source.
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
    _minutes: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def accepted(self, source: str, records: int, n_bytes: int, now: float) -> None:
        """Count records that are on disk."""
        with self._lock:
            self._accepted[source] += records
            self._bytes[source] += n_bytes
            self._last[source] = now
            minutes = self._minutes[source]
            minutes[int(now // 60)] += records
            while len(minutes) > _MINUTES_KEPT:
                del minutes[min(minutes)]

    def refused(self, source: str, reason: str) -> None:
        """Count a request or message that was not accepted."""
        with self._lock:
            self._refused[source, reason] += 1

    def view(self) -> CountsView:
        """Return a copy."""
        with self._lock:
            return CountsView(dict(self._accepted), dict(self._bytes), dict(self._refused), dict(self._last))

    def minutes(self) -> dict[str, dict[int, int]]:
        """Return records by source and minute since the epoch, for the last day."""
        with self._lock:
            return {source: dict(counts) for source, counts in self._minutes.items()}
