"""What is costly to read is read once for each state of the data, and in the background when that changed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

ValueT = TypeVar("ValueT")
_MOST = 64


class Kept:
    """Values by key, each with the version of the data that it was made from."""

    def __init__(self) -> None:
        self._values: dict[Hashable, tuple[Hashable, Any]] = {}
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, version: Hashable, make: Callable[[], ValueT]) -> ValueT:
        """Return the value; one of an older version is returned at once while the new one is made."""
        with self._lock:
            have = self._values.get(key)
            making = self._making.setdefault(key, threading.Lock())
        if have is not None and have[0] == version:
            value: ValueT = have[1]
            return value
        if have is not None:
            if making.acquire(blocking=False):
                threading.Thread(target=self._made, args=(key, version, make, making), daemon=True).start()
            stale: ValueT = have[1]
            return stale
        with making:  # the first comers wait for one of them
            with self._lock:
                have = self._values.get(key)
            if have is not None:
                made: ValueT = have[1]
                return made
            return self._put(key, version, make())

    def forget(self) -> None:
        """Forget everything: somebody changed the data by hand, and wants to see it changed."""
        with self._lock:
            self._values.clear()

    def _made(
        self, key: Hashable, version: Hashable, make: Callable[[], Any], making: threading.Lock
    ) -> None:
        try:
            self._put(key, version, make())
        finally:
            making.release()

    def _put(self, key: Hashable, version: Hashable, value: ValueT) -> ValueT:
        with self._lock:
            self._values.pop(key, None)
            self._values[key] = (version, value)
            while len(self._values) > _MOST:
                oldest = next(iter(self._values))
                del self._values[oldest]
                self._making.pop(oldest, None)
        return value
