"""A text that DuckDB's own readers can open as a file; it lies in memory where the system allows that."""

from __future__ import annotations

import os
import tempfile
from typing import BinaryIO


class TextFile:
    """A file for one text after the other; it is gone when the object is.

    Attributes
    ----------
    path
        Where SQL finds it.
    """

    def __init__(self) -> None:
        self._file, self.path = _opened()

    def hold(self, text: bytes) -> None:
        """Put a text in the place of the last one."""
        # written over the last one: memory that is new to the process costs more than the copying
        self._file.seek(0)
        self._file.write(text)
        self._file.truncate()


def _opened() -> tuple[BinaryIO, str]:
    if hasattr(os, "memfd_create"):
        number = os.memfd_create("segment")
        return os.fdopen(number, "wb", buffering=0), f"/proc/self/fd/{number}"
    file = tempfile.NamedTemporaryFile(prefix="pivotwatch-", buffering=0)  # noqa: SIM115 - lives as long as its owner
    return file, file.name  # type: ignore[return-value]  # it only lacks the name of the type
