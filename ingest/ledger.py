"""What of a file is loaded already: told by its content, so renaming, packing and rotating do not matter."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from foundation import Warehouse, named_sql
from ingest.segments import checkpoint_of

HEAD_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Loaded:
    """How far a file with this beginning was loaded.

    Attributes
    ----------
    fingerprint
        `bytes:hash#variant`: the length and hash of its first bytes, and a number that tells apart files
        that begin alike and differ later.
    format
        The format it was read in.
    end_offset, end_line
        Bytes of uncompressed text and line breaks before the place where the next load begins.
    checkpoint
        `bytes:hash` of what stands before that place.
    """

    fingerprint: str
    format: str
    end_offset: int
    end_line: int
    checkpoint: str

    @property
    def checkpoint_bytes(self) -> int:
        """How many bytes before `end_offset` the checkpoint covers."""
        return int(self.checkpoint.partition(":")[0])

    def continues(self, before: bytes) -> bool:
        """Tell whether a file whose bytes before `end_offset` are these is the one that was loaded."""
        return checkpoint_of(before[-self.checkpoint_bytes :]) == self.checkpoint


def fingerprint_of(head: bytes, variant: int = 1) -> str:
    """Return the fingerprint of a file that is loaded for the first time.

    Parameters
    ----------
    head
        Its first HEAD_BYTES, or all it has.
    """
    return f"{len(head)}:{hashlib.sha256(head).hexdigest()[:32]}#{variant}"


def loaded_before(warehouse: Warehouse, head: bytes) -> Sequence[Loaded]:
    """Return every loaded file that began with these bytes, the longest common beginning first.

    A file that was shorter than HEAD_BYTES when it was first seen is known by the beginning it had then.
    """
    files = (Loaded(*row) for row in warehouse.rows(named_sql("ingest", "loaded_files")))
    found = [file for file in files if _begins_alike(file.fingerprint, head)]
    return sorted(found, key=lambda file: (-_length(file.fingerprint), file.fingerprint))


def _length(fingerprint: str) -> int:
    return int(fingerprint.partition(":")[0])


def _begins_alike(fingerprint: str, head: bytes) -> bool:
    length = _length(fingerprint)
    return (
        length <= len(head)
        and fingerprint.partition("#")[0] == fingerprint_of(head[:length]).partition("#")[0]
    )
