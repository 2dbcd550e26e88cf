"""Segments: files of newline-ended records, named after their source and format.

`<source>.<format>.<opened>-<unique>.open` is being written, and whoever writes it holds its lock (flock);
`.seg` is sealed, and never changes until the loader removes it.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

OPEN = ".open"
SEALED = ".seg"
_NAME = re.compile(r"([a-z0-9_]{1,64})\.([a-z0-9_]{1,64})\.(\d+)-([0-9a-z-]+)")
_LAST_LINE_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True, order=True)
class SegmentName:
    """Everything that is known of a segment without opening it.

    Attributes
    ----------
    opened_ms
        When its first record arrived, epoch in milliseconds; names sort by it.
    unique
        Tells apart segments opened in the same millisecond, by any process.
    """

    opened_ms: int
    source: str
    format: str
    unique: str

    @classmethod
    def new(cls, source: str, format_name: str) -> Self:
        """Make a name nobody else makes."""
        return cls(time.time_ns() // 1_000_000, source, format_name, secrets.token_hex(4))

    @classmethod
    def parse(cls, stem: str) -> Self | None:
        """Read a file name without its suffix; None when it is no segment's."""
        match = _NAME.fullmatch(stem)
        return cls(int(match[3]), match[1], match[2], match[4]) if match else None

    def __str__(self) -> str:
        return f"{self.source}.{self.format}.{self.opened_ms:013d}-{self.unique}"


def is_name(text: str) -> bool:
    """Tell whether the text can name a source or format in a segment's file name."""
    return re.fullmatch(r"[a-z0-9_]{1,64}", text) is not None


def listed(folder: Path, suffix: str) -> Iterator[tuple[SegmentName, Path]]:
    """Yield the segments with that suffix, oldest first."""
    found = []
    for file in folder.glob(f"*{suffix}"):
        name = SegmentName.parse(file.name.removesuffix(suffix))
        if name is not None:
            found.append((name, file))
    yield from sorted(found)


def sync_folder(folder: Path) -> None:
    """Make names created, renamed or removed in the folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def seal(file: Path) -> Path:
    """Give a complete segment its final name; atomic."""
    sealed = file.with_suffix(SEALED)
    file.rename(sealed)
    sync_folder(file.parent)
    return sealed


def lock_created(file: Path) -> int:
    """Create the file and hold its lock; returns the descriptor.

    Raises
    ------
    FileExistsError
        When the file is there already, or a recovering process took it away between creation and lock.
    """
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    if os.fstat(handle).st_nlink == 0:
        os.close(handle)
        raise FileExistsError(file)
    return handle


def recover(folder: Path) -> list[Path]:
    """Seal what a process that died left open; a torn last record is cut off.

    Everything that was answered for had been synced, so it stands before the cut. Segments whose writer
    lives are left alone, so this may run at any time, in any process.
    """
    return [sealed for _, file in listed(folder, OPEN) if (sealed := _recover_one(file)) is not None]


def _recover_one(file: Path) -> Path | None:
    try:
        handle = os.open(file, os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return None
    else:
        if os.fstat(handle).st_nlink == 0 or not file.exists():
            return None  # its writer sealed it between our look and our lock
        whole = _end_of_last_record(handle)
        os.ftruncate(handle, whole)
        os.fsync(handle)
        if whole:
            return seal(file)
        file.unlink()
        return None
    finally:
        os.close(handle)


def _end_of_last_record(handle: int) -> int:
    end = os.fstat(handle).st_size
    while end > 0:
        start = max(0, end - _LAST_LINE_BLOCK)
        found = os.pread(handle, end - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0
