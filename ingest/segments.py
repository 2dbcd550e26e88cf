"""A stream of bytes becomes segments: whole lines, of bounded size, with their place in the file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle
from typing import TypeVar

from ingest.looking_over import looked_over
from ingest.streams import Input
from ingest.text_file import TextFile

ItemT = TypeVar("ItemT")

CHECKPOINT_BYTES = 4096
_LEAST_BYTES = 256 << 10
_FIRST_PART = 8  # the first segment is smaller, so that there is soon something to work on
_CUT_LINE_BYTES = 65_536  # what is kept of a line that is longer than a segment; enough to be called too long


@dataclass(frozen=True, slots=True)
class Segment:
    """Whole lines.

    Attributes
    ----------
    data
        Their bytes; ends with a line break unless the file ended without one. Of a large one a view of the
        file that holds it, which the segment after the next one is written over.
    start_offset, end_offset
        Their place in the uncompressed file.
    lines_before
        Line breaks before `start_offset`.
    shortened
        A single line longer than a segment; `data` holds its beginning only.
    header
        The line that names the fields of its first lines, where the format has such lines and one came
        before it.
    line_breaks
        How many line breaks it holds (or, if shortened, stands for).
    file
        Holds its bytes and nothing else; None = they are in no file.
    plain
        UTF-8 without a CR: nobody sees other lines in it than we do.
    """

    data: bytes | memoryview
    start_offset: int
    end_offset: int
    lines_before: int
    shortened: bool = False
    header: bytes = b""
    file: TextFile | None = None
    line_breaks: int = field(init=False, compare=False)
    plain: bool = field(init=False, compare=False)

    def __post_init__(self) -> None:
        # once, and while the segment before it is still being loaded
        line_breaks, plain = looked_over(self.data)
        object.__setattr__(self, "line_breaks", line_breaks)
        object.__setattr__(self, "plain", plain)

    @property
    def ends_line(self) -> bool:
        """Whether its last line is finished."""
        return self.data[-1:] == b"\n"

    @property
    def text(self) -> bytes:
        """Its bytes, copied if need be: for what happens to few segments."""
        return bytes(self.data)

    @property
    def checkpoint(self) -> str:
        """Hash of its last bytes: where a later load of the same file goes on."""
        return checkpoint_of(self.data)


def checkpoint_of(data: bytes | memoryview) -> str:
    """Return the hash of the last bytes, with their number: `4096:9f2c…`."""
    tail = data[-CHECKPOINT_BYTES:]
    return f"{len(tail)}:{hashlib.sha256(tail).hexdigest()[:32]}"


def segments(stream: Input, start_offset: int, lines_before: int, size: int) -> Iterator[Segment]:
    """Cut what the stream still has into segments of about `size` bytes.

    The last one may end without a line break: the file's last line is not finished, or has none.
    """
    # the next one may be read while the last one is worked on
    files = cycle((TextFile(size), TextFile(size)))
    rest = b""
    limit = max(size // _FIRST_PART, min(size, _LEAST_BYTES))
    while True:
        file = next(files)
        filled = file.fill(rest, stream, limit)
        if filled == len(rest):
            break
        cut = file.last_line_break(filled) + 1
        if cut:
            rest = file.bytes_of(cut, filled)
            segment = Segment(file.end(cut), start_offset, start_offset + cut, lines_before, file=file)
        elif filled == size:
            segment, rest = _endless_line(stream, file.bytes_of(0, size), start_offset, lines_before)
        else:
            rest, limit = file.bytes_of(0, filled), size
            continue
        limit = size
        yield segment
        start_offset, lines_before = segment.end_offset, lines_before + segment.line_breaks
    if rest:
        yield Segment(rest, start_offset, start_offset + len(rest), lines_before)


def read_ahead(pieces: Iterator[ItemT]) -> Iterator[ItemT]:
    """Yield the same, making (reading, unpacking, cutting) the next one while the last one is worked on."""
    with ThreadPoolExecutor(max_workers=1) as reader:
        coming = reader.submit(next, pieces, None)
        while (piece := coming.result()) is not None:
            coming = reader.submit(next, pieces, None)
            yield piece


def _endless_line(stream: Input, data: bytes, start_offset: int, lines_before: int) -> tuple[Segment, bytes]:
    """Skip to the end of a line that fills a whole segment, keeping its beginning."""
    head, skipped = data[:_CUT_LINE_BYTES], len(data)
    while chunk := stream.read(len(data)):
        cut = chunk.find(b"\n") + 1
        if cut:
            end = start_offset + skipped + cut
            return Segment(head + b"\n", start_offset, end, lines_before, shortened=True), chunk[cut:]
        skipped += len(chunk)
    return Segment(head, start_offset, start_offset + skipped, lines_before, shortened=True), b""
