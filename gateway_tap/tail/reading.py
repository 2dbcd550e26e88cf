"""Looking at files and reading whole lines of them, plain or gzip."""

from __future__ import annotations

import glob
import gzip
import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from gateway_tap.settings import TailedFiles
from gateway_tap.tail.finding import Seen, is_rotated_name, is_unread, missing
from gateway_tap.tail.marks import HEAD_BYTES, Mark, State

_GZIP_MAGIC = b"\x1f\x8b"


def look(files: Iterable[TailedFiles], state: State) -> list[Seen]:
    """Return the files that the globs match now, and those beside them that a marked file became.

    Sorted by path; a file that several globs match counts for the first. Where a marked file was rotated,
    the generations that came and went since are among them: they were written while nobody looked.
    """
    found: dict[tuple[int, int], Seen] = {}
    for spec in files:
        # patterns are absolute, which Path.glob does not take
        for path in sorted(glob.glob(spec.glob, recursive=True)):  # noqa: PTH207
            seen = _seen(Path(path), spec.format)
            if seen is not None:
                found.setdefault(seen.inode, seen)
    # a file that was empty when it was marked cannot be told from another with its inode
    doubtful = [mark for mark in state.marks if mark.head_bytes == 0]
    for mark in [*missing(list(found.values()), state.marks), *doubtful]:
        for seen in _successors(mark, state):
            found.setdefault(seen.inode, seen)
    return sorted(found.values(), key=lambda file: file.path)


def _successors(mark: Mark, state: State) -> Iterator[Seen]:
    """Yield what a file that is gone or was truncated may have become, and what came after it."""
    path = Path(mark.path)
    try:
        names = sorted(path.parent.iterdir())
    except OSError:
        return
    for name in names:
        # rotation puts something behind the name, or between name and suffix (access-20261121.log)
        if name.name.startswith(path.name.partition(".")[0]):
            seen = _seen(name, mark.format)
            if seen is None:
                continue
            later = is_rotated_name(name.name, path.name) and is_unread(seen, state.marks, state.written)
            if seen.inode == mark.inode or mark.begins(seen.head) or later:
                yield seen


def _seen(path: Path, format_name: str) -> Seen | None:
    """Return what a file is now; None for what is no file, not readable, or still being packed."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as handle:
            status = os.fstat(handle.fileno())
            inode = (status.st_dev, status.st_ino)
            head = handle.read(HEAD_BYTES)
            if not head.startswith(_GZIP_MAGIC):
                return Seen(str(path), format_name, inode, head, status.st_size, status.st_mtime)
            handle.seek(0)
            text = gzip.GzipFile(fileobj=handle).read(HEAD_BYTES)
            return Seen(str(path), format_name, inode, text, None, status.st_mtime)
    except (OSError, EOFError, zlib.error):
        return None


class LineReader:
    """Reads whole lines; keeps packed files open, because going to a place in them is slow."""

    def __init__(self) -> None:
        self._packed: dict[tuple[int, int], gzip.GzipFile] = {}

    def read(self, file: Seen, offset: int, most_bytes: int) -> bytes:
        """Return whole lines from the offset; of a packed file, which is complete, also a last part of one.

        A line longer than `most_bytes` comes in pieces of that size.
        """
        data = self._read(file, offset, most_bytes)
        cut = data.rfind(b"\n") + 1
        if cut == 0 and (len(data) >= most_bytes or file.is_packed):
            return data
        if file.is_packed and len(data) < most_bytes:
            return data
        return data[:cut]

    def _read(self, file: Seen, offset: int, most_bytes: int) -> bytes:
        try:
            if not file.is_packed:
                with Path(file.path).open("rb") as plain:
                    status = os.fstat(plain.fileno())
                    if (status.st_dev, status.st_ino) != file.inode:
                        return b""  # rotated between our look and now: the next look finds it
                    plain.seek(offset)
                    return plain.read(most_bytes)
            return self._read_packed(file, offset, most_bytes)
        except OSError:
            return b""

    def _read_packed(self, file: Seen, offset: int, most_bytes: int) -> bytes:
        stream = self._packed.get(file.inode)
        if stream is None:
            stream = gzip.GzipFile(file.path)  # closed below, at its end
        try:
            stream.seek(offset)
            data = stream.read(most_bytes)
        except (EOFError, zlib.error):
            stream.close()
            self._packed.pop(file.inode, None)
            return b""  # cut off or damaged; what could be read before was read in earlier pieces
        if data:
            self._packed[file.inode] = stream
        else:
            stream.close()
            self._packed.pop(file.inode, None)
        return data
