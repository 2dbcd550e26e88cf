"""How many requests a caller may make: so many in each minute, counted in this process."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass

_WINDOW_S = 60.0
_MOST_CALLERS = 10_000


@dataclass(frozen=True, slots=True)
class Spent:
    """What is left after a request.

    Attributes
    ----------
    allowed
        False = this request was one too many.
    remaining
        Requests left until the reset.
    reset_s
        Seconds until all are there again.
    """

    allowed: bool
    quota: int
    remaining: int
    reset_s: int

    def headers(self) -> dict[str, str]:
        """Return the fields of the IETF draft "RateLimit header fields for HTTP"."""
        told = {
            "RateLimit-Policy": f'"token";q={self.quota};w={int(_WINDOW_S)}',
            "RateLimit": f'"token";r={self.remaining};t={self.reset_s}',
        }
        return told if self.allowed else told | {"Retry-After": str(self.reset_s)}


class RateLimiter:
    """Counts requests of each caller in windows of a minute that begin with its first request.

    Parameters
    ----------
    quota
        Requests in a minute.
    ticks
        Seconds that only go forward.
    """

    def __init__(self, quota: int, ticks: Callable[[], float]) -> None:
        self._quota = quota
        self._ticks = ticks
        self._lock = threading.Lock()
        self._windows: dict[str, tuple[float, int]] = {}

    def spend(self, caller: str) -> Spent:
        """Count one request."""
        now = self._ticks()
        with self._lock:
            began, used = self._windows.get(caller, (now, 0))
            if now - began >= _WINDOW_S:
                began, used = now, 0
            if caller not in self._windows and len(self._windows) >= _MOST_CALLERS:
                self._forget_ended(now)
            self._windows[caller] = (began, used + 1)
        reset_s = max(1, math.ceil(_WINDOW_S - (now - began)))
        return Spent(used < self._quota, self._quota, max(0, self._quota - used - 1), reset_s)

    def _forget_ended(self, now: float) -> None:
        self._windows = {
            name: window for name, window in self._windows.items() if now - window[0] < _WINDOW_S
        }
