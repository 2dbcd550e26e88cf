"""Ctrl-C that cannot get lost.

Python raises KeyboardInterrupt wherever it happens to be. Where that is a callback of compiled code (DuckDB
imports packages on its own while it looks at values, for instance), the exception may be dropped there, and
the command would go on as if nobody had asked. So it is noted, too, and asked for between steps.
"""

from __future__ import annotations

import signal
import threading
from types import FrameType


class Interrupts:
    """Remembers that Ctrl-C was pressed.

    Attributes
    ----------
    pressed
        Since `watch` was called.
    """

    def __init__(self) -> None:
        self.pressed = False

    def watch(self) -> None:
        """Note every Ctrl-C from now on, and forget those before."""
        self.pressed = False
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
        signal.default_int_handler(number, frame)


INTERRUPTS = Interrupts()
"""Those of this process."""
