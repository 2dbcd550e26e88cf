"""`python -m pivotwatch.service.apart_side FD`: the other side of `pivotwatch.service.apart`."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from foundation.warehouse import DistantWarehouse, portable
from pivotwatch.service.apart import told_here

_NICE = 10


class _NobodyListensError(BaseException):
    """The service has ended, or wants no more; nothing on the way may take this for an error of its own."""


def main(descriptor: int) -> None:
    """Do the one thing that the service asks for, and end."""
    # Ctrl-C in a terminal and systemd's SIGTERM reach every process; the service decides when this one ends
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    with suppress(OSError):  # a sandbox may forbid it, and the work is done all the same
        os.nice(_NICE)
    with Connection(descriptor) as line, suppress(_NobodyListensError):
        try:
            for told in _work(line):
                _said(line, "tells", told)
            line.send(("done",))
        except Exception as error:  # noqa: BLE001 - it is raised again in the service
            error.add_note("".join(traceback.format_exception(error)))
            line.send(("raised", portable(error)))


def _work(line: Connection) -> Iterator[Any]:
    work, arguments = line.recv()
    warehouse = DistantWarehouse(lambda name, asked: _said(line, "asks", name, asked))
    yield from told_here(warehouse, work, *arguments)


def _said(line: Connection, *words: Any) -> Any:
    try:
        line.send(words)
        reply = line.recv()
    except (EOFError, ConnectionError):
        raise _NobodyListensError from None
    if reply is True:
        return None
    kind, value = reply
    if kind == "raised":
        raise value
    return value


if __name__ == "__main__":
    main(int(sys.argv[1]))
