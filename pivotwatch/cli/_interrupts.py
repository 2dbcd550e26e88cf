"""Ctrl-C that cannot get lost.

Python raises KeyboardInterrupt wherever it happens to be. Where that is a callback of compiled code (DuckDB
imports packages on its own while it looks at values, for instance), the exception may be dropped there, and
the command would go on as if nobody had asked. So it is noted, too, and asked for between steps.

Worse, such an import may be left half-way with the import lock held, in a thread of DuckDB's, and whoever
imports next waits for ever. So what has not ended some seconds later is ended from beside. Nothing is lost by
that: what is not committed is taken back when the store is opened again, as after a power cut.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType

from pivotwatch.entry import INTERRUPTED

_GRACE_SECONDS = 10.0


def _leave() -> None:
    os.write(2, b"pivotwatch: Interrupted; nothing half-done was kept.\n")
    os._exit(INTERRUPTED)


class Interrupts:
    """Remembers that Ctrl-C was pressed.

    Attributes
    ----------
    pressed
        Since `watch` was called.

    Parameters
    ----------
    grace_seconds
        How long after Ctrl-C the process may go on.
    leave
        Ends it then, whatever it is at.
    """

    def __init__(self, grace_seconds: float = _GRACE_SECONDS, leave: Callable[[], None] = _leave) -> None:
        self.pressed = False
        self._grace_seconds = grace_seconds
        self._leave = leave
        self._last_resort: threading.Timer | None = None

    def watch(self) -> None:
        """Note every Ctrl-C from now on, and forget those before."""
        self.pressed = False
        if self._last_resort:
            self._last_resort.cancel()
            self._last_resort = None
        # only the main thread may; and who took Ctrl-C into his own hands, or is to ignore it, keeps it so
        in_charge = threading.current_thread() is threading.main_thread()
        if in_charge and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._note)

    def check(self) -> None:
        """Raise KeyboardInterrupt when Ctrl-C was pressed; call it between the steps of long work."""
        if self.pressed:
            raise KeyboardInterrupt

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.pressed = True
        if self._last_resort is None:
            self._last_resort = threading.Timer(self._grace_seconds, self._leave)
            self._last_resort.daemon = True
            self._last_resort.start()
        signal.default_int_handler(number, frame)


INTERRUPTS = Interrupts()
"""Those of this process."""
