"""Work in a process of its own, with low priority, that ends with the work.

A weekly run brings scikit-learn, SciPy and the memory of ten thousand profiles. In the service's own process
all of that would stay, and every page would wait for Python's one lock. The other process borrows the store
over a pipe (`DistantWarehouse`); should it die, what it had not committed is taken back and the service
goes on.
"""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from enum import Enum
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

from foundation import PivotwatchError, Warehouse
from foundation.warehouse import Owner, answer

_END_SECONDS = 10
Apart = Callable[..., Iterator[Any]]
"""How work is done that is not to burden the service: `told_apart`, or in a test `told_here`."""


class Stand(Enum):
    """Stands for something that only the other process can have."""

    STORE = "store"


STORE = Stand.STORE
"""Put it where the work takes its warehouse."""


def told_apart(warehouse: Warehouse, work: str, *arguments: Any) -> Iterator[Any]:
    """Do work in another process and yield what it yields, or else the one thing that it returns.

    Whoever stops asking has the work end after the thing at hand.

    Parameters
    ----------
    warehouse
        A connection that nobody else uses meanwhile.
    work
        `module:function`; the module need not be imported here.
    arguments
        What it is given; `STORE` becomes the warehouse.

    Raises
    ------
    Exception
        What the work raised.
    PivotwatchError
        When the process ended without a word, for instance because the system had no memory left.
    """
    line, theirs = Pipe()
    with line, _begun(theirs) as process, Owner(warehouse) as owner:
        try:
            line.send((work, arguments))
            yield from _talk(line, owner, process)
        finally:
            line.close()  # it ends when nobody listens
            _ended(process)


def told_here(warehouse: Warehouse, work: str, *arguments: Any) -> Iterator[Any]:
    """Do the same in this process, for whom a second one is not worth its start."""
    given = [warehouse if each is STORE else each for each in arguments]
    result = pkgutil.resolve_name(work)(*given)
    if isinstance(result, Iterator):
        yield from result
    else:
        yield result


def _begun(theirs: Connection) -> subprocess.Popen[bytes]:
    with theirs:
        command = [sys.executable, "-m", "pivotwatch.service.apart_side", str(theirs.fileno())]
        return subprocess.Popen(command, pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL)  # noqa: S603 - ours


def _talk(line: Connection, owner: Owner, process: subprocess.Popen[bytes]) -> Iterator[Any]:
    while True:
        try:
            kind, *rest = line.recv()
            if kind == "asks":
                answer(owner, line, *rest)
        except (EOFError, ConnectionError):
            raise PivotwatchError(_last_words(process)) from None
        if kind == "asks":
            continue
        if kind == "tells":
            yield rest[0]
            with suppress(ConnectionError):  # whether it is still there shows when it is listened to
                line.send(True)
        elif kind == "raised":
            raise rest[0]
        else:
            return


def _last_words(process: subprocess.Popen[bytes]) -> str:
    code = _ended(process)
    return (
        f"The process of this work ended with {code} and without a word. Killed (-9) it was most likely for "
        "want of memory: give the machine more. What it had finished is kept."
    )


def _ended(process: subprocess.Popen[bytes]) -> int:
    try:
        return process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
