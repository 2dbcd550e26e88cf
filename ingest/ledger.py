"""What of a file is loaded already: told by its content, so renaming, packing and rotating do not matter."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from foundation import Warehouse, named_sql
from ingest.segments import checkpoint_of

HEAD_BYTES = 65_536
_OPENING_BYTES = 64  # logs begin with a moment: few begin alike
_UNKNOWN = b""


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
    return f"{_identity(len(head), hashlib.sha256(head))}#{variant}"


class Ledger:
    """What was loaded so far, found by how it begins; of the store only what is new is read again."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._newest = -1
        self._files: dict[str, dict[str, Loaded]] = {}  # by fingerprint without variant, then with it
        # lengths of beginnings that are worth a look, by the first bytes; those of unknown first bytes apart
        self._lengths: dict[bytes, set[int]] = defaultdict(set)
        self._asked: dict[str, bytes] = {}

    def files_like(self, head: bytes) -> Iterator[Loaded]:
        """Yield every loaded file that began with these bytes, the longest common beginning first.

        A file that was shorter than HEAD_BYTES when it was first seen is known by the beginning it had then.
        """
        self._read_on()
        opening, whole = head[:_OPENING_BYTES], _identity(len(head), hashlib.sha256(head))
        self._asked[whole] = opening
        yield from self._variants(whole)  # a file that did not change ends the search here
        shorter = self._lengths[_UNKNOWN] | self._lengths.get(opening, set())
        found: list[Loaded] = []
        hashed, place = hashlib.sha256(), 0
        for length in sorted(known for known in shorter if known < len(head)):
            hashed.update(head[place:length])
            place = length
            found[:0] = self._variants(_identity(length, hashed))
        yield from found

    def _variants(self, identity: str) -> list[Loaded]:
        variants = self._files.get(identity, {})
        return [variants[fingerprint] for fingerprint in sorted(variants)]

    def _read_on(self) -> None:
        (newest,) = self._warehouse.one("SELECT coalesce(max(load_id), 0) FROM loads")
        if newest == self._newest:
            return
        after, self._newest = self._newest, newest
        for row in self._warehouse.rows(named_sql("ingest", "loaded_files"), {"after": after}):
            file = Loaded(*row)
            identity = file.fingerprint.partition("#")[0]
            variants = self._files.setdefault(identity, {})
            before = variants.get(file.fingerprint)
            if before is None or before.end_offset < file.end_offset:
                variants[file.fingerprint] = file
            length = int(identity.partition(":")[0])
            opening = self._asked.get(identity, _UNKNOWN)
            self._lengths[opening if length >= _OPENING_BYTES else _UNKNOWN].add(length)


def _identity(length: int, hashed: hashlib._Hash) -> str:
    return f"{length}:{hashed.hexdigest()[:32]}"
