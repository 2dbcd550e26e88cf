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
        self._in_turn = threading.Lock()
        self._version: tuple[Hashable, Hashable] | None = None

    def version(self, changes: Hashable, ask: Callable[[], Hashable]) -> Hashable:
        """Return the version of the data, asked anew only when something may have been changed."""
        have = self._version
        if have is None or have[0] != changes:
            self._version = have = (changes, ask())
        return have[1]

    def get(self, key: Hashable, version: Hashable, make: Callable[[], ValueT]) -> ValueT:
        """Return the value; one of an older version is returned at once while the new one is made."""
        return self.get_dated(key, version, make)[0]

    def get_dated(
        self, key: Hashable, version: Hashable, make: Callable[[], ValueT]
    ) -> tuple[ValueT, Hashable]:
        """Return the value and the version that it has, for what is derived from it."""
        with self._lock:
            have = self._values.get(key)
            making = self._making.setdefault(key, threading.Lock())
        if have is not None:
            if have[0] != version and making.acquire(blocking=False):
                threading.Thread(target=self._made, args=(key, version, make, making), daemon=True).start()
            return have[1], have[0]
        with making:  # the first comers wait for one of them
            with self._lock:
                have = self._values.get(key)
            return (have[1], have[0]) if have is not None else (self._put(key, version, make()), version)

    def forget(self) -> None:
        """Forget everything: somebody changed the data by hand, and wants to see it changed."""
        with self._lock:
            self._values.clear()

    def _made(
        self, key: Hashable, version: Hashable, make: Callable[[], Any], making: threading.Lock
    ) -> None:
        try:
            with (
                self._in_turn
            ):  # people look at pages meanwhile: all at once would take the processor from them
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
