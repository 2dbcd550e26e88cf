"""What the parts of the running service share: the application, and the store that this process owns."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from foundation import Clock, Warehouse, WindowKind, shed_memory
from governance import Record
from pivotwatch.app import App
from pivotwatch.service.apart import Apart, told_apart
from pivotwatch.settings import Settings


class Service:
    """One open home: many threads may read it, one at a time writes.

    Parameters
    ----------
    app
        Home, settings, clock and record.
    warehouse
        The open store; whoever opened it closes it, after the last thread has ended.
    apart
        How work is done that brings scikit-learn: in a process of its own.

    Attributes
    ----------
    stopping
        Set when the service is about to stop: long work ends after the transaction at hand.
    uses
        How often the store was lent and given back.
    """

    def __init__(self, app: App, warehouse: Warehouse, apart: Apart = told_apart) -> None:
        self.app = app
        self.apart = apart
        self.stopping = threading.Event()
        self._warehouse = warehouse
        self._connecting = threading.Lock()
        self._writer = threading.Lock()
        self._written = 0
        self._lent = 0
        self.uses = 0

    @property
    def clock(self) -> Clock:
        """What time it is."""
        return self.app.clock

    @property
    def settings(self) -> Settings:
        """The settings as they were when the service started."""
        return self.app.settings

    @property
    def record(self) -> Record:
        """The governance record; it may be used from every thread."""
        return self.app.record

    @contextmanager
    def reading(self) -> Iterator[Warehouse]:
        """Lend a connection that sees what was committed; for one thread, for the length of the block."""
        with self._connecting:  # a DuckDB connection is not to be used by two threads at once
            lent = self._warehouse.another()
            self._lent += 1
        try:
            yield lent
        finally:
            lent.close()
            with self._connecting:
                self._lent -= 1
                self.uses += 1

    @contextmanager
    def writing(self) -> Iterator[Warehouse]:
        """Lend a connection that writes, to one thread at a time; the others wait."""
        with self._writer:
            try:
                with self.reading() as lent:
                    yield lent
            finally:
                self._written += 1

    @property
    def changes(self) -> tuple[int, int]:
        """Something that stays the same until somebody writes, and changes each second meanwhile."""
        return self._written, int(time.monotonic()) if self._writer.locked() else 0

    def shed(self) -> bool:
        """Have the store drop what it keeps in memory for later; tell whether it could.

        It cannot while somebody reads or writes: for a moment they would find no memory.
        """
        with self._connecting:
            if self._lent:
                return False
            shed_memory(self._warehouse, self.app.store_settings.warehouse.memory_limit)
            return True

    def window_kind(self) -> WindowKind:
        """Return the kind of window of this platform."""
        with self.reading() as warehouse:
            return self.app.window_kind(warehouse)
