"""A text that DuckDB's own readers can open as a file; it lies in memory where the system allows that."""

from __future__ import annotations

import mmap
import os
import tempfile
from typing import BinaryIO

from ingest.streams import Input


class TextFile:
    """A file for one text after the other; it is gone when the object is.

    Its memory is written over for each: memory that is new to the process costs more than the copying.

    Parameters
    ----------
    most_bytes
        The longest text.

    Attributes
    ----------
    path
        Where SQL finds it.
    """

    def __init__(self, most_bytes: int) -> None:
        self._file, self.path = _opened()
        self._file.truncate(most_bytes)
        self._memory = mmap.mmap(self._file.fileno(), most_bytes)
        self._view = memoryview(self._memory)

    def fill(self, rest: bytes, stream: Input, size: int) -> int:
        """Put a beginning and what a stream still has in the place of the last text; return how much it is.

        Parameters
        ----------
        size
            How much it may be.
        """
        self._file.truncate(len(self._view))
        self._view[: len(rest)] = rest
        return len(rest) + stream.readinto(self._view[len(rest) : size])

    def hold(self, text: bytes) -> None:
        """Put a text in the place of the last one."""
        self._file.truncate(len(self._view))
        self._view[: len(text)] = text
        self.end(len(text))

    def end(self, size: int) -> memoryview:
        """Cut the text off behind so many bytes and return it; it is there until the next one is put here."""
        self._file.truncate(size)
        return self._view[:size]

    def last_line_break(self, size: int) -> int:
        """Return where the last line break among so many bytes is; -1 = there is none."""
        return self._memory.rfind(b"\n", 0, size)

    def bytes_of(self, start: int, end: int) -> bytes:
        """Return a copy of a part."""
        return bytes(self._view[start:end])


def _opened() -> tuple[BinaryIO, str]:
    if hasattr(os, "memfd_create"):
        number = os.memfd_create("segment")
        return os.fdopen(number, "w+b", buffering=0), f"/proc/self/fd/{number}"
    file = tempfile.NamedTemporaryFile(prefix="pivotwatch-", buffering=0)  # noqa: SIM115 - lives as long as its owner
    return file, file.name  # type: ignore[return-value]  # it only lacks the name of the type
