"""Small files go into the store many at a time: most of what one costs is its transaction."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ingest.detection import candidates
from ingest.files import Wanted
from ingest.format import Headed
from ingest.ledger import HEAD_BYTES, Ledger, fingerprint_of
from ingest.reading import HEADER_MARK, Reading
from ingest.segments import Segment
from ingest.streams import SAMPLE_BYTES, STDIN, Input
from ingest.terms import Origin

_MOST_BYTES = 4 << 20
_MOST_FILES = 1000
_LOOKED_AT_LINES = 20  # that the format reads every line is seen later
_COMMENTS = re.compile(rb"(?:#.*\n)*")


@dataclass(frozen=True, slots=True)
class SmallFile:
    """A whole file in memory that nothing is known of yet.

    Attributes
    ----------
    reading
        What its lines are most likely in: if it reads all of them, no other does better.
    bytes_on_disk
        Packed, where it is.
    """

    wanted: Wanted
    segment: Segment
    origin: Origin
    reading: Reading
    bytes_on_disk: int


def small_file(wanted: Wanted, readings: Mapping[str, Reading], ledger: Ledger) -> SmallFile | None:
    """Read a file that can be loaded with others; None when it has to be looked at by itself.

    That is so for what is large, empty, damaged, unfinished, in no known format or loaded before in part or
    whole, and for what cannot be read at all.
    """
    if wanted.source == STDIN:
        return None
    try:
        size = Path(wanted.source).stat().st_size
        if not 0 < size < SAMPLE_BYTES or not Path(wanted.source).is_file():
            return None
        with closing(Input(wanted.source)) as stream:
            text, damage = stream.head, stream.damage
    except OSError:
        return None
    if (
        damage
        or not text.endswith(b"\n")
        or len(text) >= SAMPLE_BYTES
        or any(ledger.files_like(text[:HEAD_BYTES]))
    ):
        return None
    reading = next(candidates(text, readings, _LOOKED_AT_LINES), None)
    if reading is None or (isinstance(reading.format.reader, Headed) and not _names_its_fields(text)):
        return None
    origin = Origin(wanted.source, fingerprint_of(text[:HEAD_BYTES]))
    return SmallFile(wanted, Segment(text, 0, len(text), 0), origin, reading, size)


def _names_its_fields(text: bytes) -> bool:
    """Tell whether the names of the fields stand before the first line that needs them."""
    comments = _COMMENTS.match(text)
    return comments is not None and HEADER_MARK in comments.group()


class Batch:
    """Small files of one format that go into the store together."""

    def __init__(self) -> None:
        self.files: list[SmallFile] = []
        self._heads: list[bytes] = []
        self._bytes = 0

    def takes(self, file: SmallFile) -> bool:
        """Tell whether a file can be added: its like is there, there is room, and none begins as it does."""
        text = file.segment.text
        return (
            all(other.reading is file.reading for other in self.files[:1])
            and len(self.files) < _MOST_FILES
            and self._bytes + len(text) <= _MOST_BYTES
            and not any(map(text.startswith, self._heads))
        )

    def add(self, file: SmallFile) -> None:
        """Add a file that `takes` has allowed, or the first one."""
        self.files.append(file)
        self._heads.append(file.segment.text[:HEAD_BYTES])
        self._bytes += len(file.segment.data)
