"""How far each file was read; told by its inode and by the hash of its first bytes, not by its name."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import orjson

from gateway_tap.spool import sync_folder

HEAD_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Mark:
    """How far one file was read.

    Attributes
    ----------
    path
        Where it was last seen.
    inode
        Device and inode.
    head_bytes, head_hash
        How many first bytes (of the text, when packed) are hashed, up to 1024, and their hash.
    offset
        Bytes of text read and on their way to the loader.
    shadow
        It is a copy of another file that is still there and is read instead (the moment between the copy
        and the truncation of copytruncate).
    header
        The last line read that named the fields of the lines after it (IIS); empty = none did.
    """

    path: str
    format: str
    inode: tuple[int, int]
    head_bytes: int
    head_hash: str
    offset: int
    shadow: bool = False
    header: str = ""

    def begins(self, head: bytes) -> bool:
        """Tell whether a file with this beginning can be the one."""
        return 0 < self.head_bytes <= len(head) and head_hash(head[: self.head_bytes]) == self.head_hash


@dataclass(frozen=True, slots=True)
class State:
    """All marks, and the segments that become visible together with them.

    Attributes
    ----------
    pending
        Names of complete segments that may not have their final name yet.
    written
        When this state was written, epoch seconds by the clock that files are stamped with.
    """

    marks: Sequence[Mark] = ()
    pending: Sequence[str] = ()
    written: float = 0.0


def head_hash(head: bytes) -> str:
    """Return the hash of a file's beginning."""
    return hashlib.sha256(head).hexdigest()[:32]


def read_state(file: Path) -> State:
    """Read the state; a missing file is an empty one."""
    try:
        written, found = file.stat().st_mtime, orjson.loads(file.read_bytes())
    except FileNotFoundError:
        return State()
    marks = [Mark(**{**mark, "inode": tuple(mark["inode"])}) for mark in found["marks"]]
    return State(marks, found["pending"], written)


def write_state(file: Path, state: State) -> State:
    """Replace the state, durably, at once or not at all; returns it with the time it was written."""
    scratch = file.with_suffix(".new")
    with scratch.open("wb") as handle:
        handle.write(
            orjson.dumps({"marks": [asdict(m) for m in state.marks], "pending": list(state.pending)})
        )
        handle.flush()
        os.fsync(handle.fileno())
    scratch.replace(file)
    sync_folder(file.parent)
    return replace(state, written=file.stat().st_mtime)
