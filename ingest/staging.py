"""Segments are read the fast way, or line by line, and several at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue

from foundation import Warehouse
from ingest.format import Headed
from ingest.prepared import Piece, Prepared, prepared_from, rejected_piece
from ingest.preparing import TOO_LONG, Bounds, Parser
from ingest.reading import HEADER_MARK, Reading
from ingest.segments import Segment

_CAREFUL_BYTES = 4 << 20  # what is read line by line when a segment holds something that cannot be cut
_WORKERS = 2  # more would only wait: the loader uses every core, too
_AHEAD = 1  # segments read and not yet loaded, beside what the loader holds


@dataclass(frozen=True, slots=True)
class _Text:
    """Whole lines, and how many lines stand before them."""

    data: bytes
    lines_before: int


def prepare(parser: Parser, segment: Segment, reading: Reading, bounds: Bounds) -> Prepared:
    """Read a segment; blank lines aside, each record becomes a call or a reject."""
    if segment.shortened:
        piece = rejected_piece(segment.lines_before + 1, TOO_LONG, "")
        return prepared_from(segment, [piece])
    text = _with_header(segment, reading)
    whole = parser.read_fast(text.data, text.lines_before, reading, bounds)
    pieces = [whole] if whole is not None else _read_in_parts(parser, text, reading, bounds)
    return prepared_from(segment, pieces)


def prepare_ahead(
    warehouse: Warehouse, segments: Iterator[Segment], reading: Reading, bounds: Bounds, kept_rejects: int
) -> Iterator[Prepared]:
    """Yield segments as `prepare` returns them, the next ones being read meanwhile.

    Parameters
    ----------
    warehouse
        Connections of their own to it are made: the loader may use this one.
    """
    parsers: SimpleQueue[Parser] = SimpleQueue()
    stores = [warehouse.another() for _ in range(_WORKERS)]
    for store in stores:
        parsers.put(Parser(store, kept_rejects))

    def read(segment: Segment) -> Prepared:
        parser = parsers.get()
        try:
            return prepare(parser, segment, reading, bounds)
        finally:
            parsers.put(parser)

    with ThreadPoolExecutor(_WORKERS) as pool:
        try:
            coming: deque[Future[Prepared]] = deque()
            for segment in segments:
                coming.append(pool.submit(read, segment))
                if len(coming) > _AHEAD:
                    yield coming.popleft().result()
            while coming:
                yield coming.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)
            for store in stores:
                store.close()


def header_in(data: bytes) -> bytes:
    """Return the last line that names fields, with its line break; empty when there is none."""
    start = (b"\n" + data).rfind(b"\n" + HEADER_MARK)
    return data[start : data.find(b"\n", start) + 1] if start >= 0 else b""


def _read_in_parts(parser: Parser, text: _Text, reading: Reading, bounds: Bounds) -> list[Piece]:
    return [
        parser.read_fast(part.data, part.lines_before, reading, bounds)
        or parser.read_carefully(part.data, part.lines_before, reading, bounds)
        for part in _parts(text, reading)
    ]


def _with_header(segment: Segment, reading: Reading) -> _Text:
    """Put the header that holds at the segment's first line in front of it; the lines keep their numbers."""
    header = segment.header or reading.header
    if not header or not isinstance(reading.format.reader, Headed):
        return _Text(segment.data, segment.lines_before)
    return _Text(header + segment.data, segment.lines_before - 1)


def _parts(text: _Text, reading: Reading) -> Iterator[_Text]:
    """Cut the text, each part with the header that holds at its first line."""
    headed = isinstance(reading.format.reader, Headed)
    data, start, lines_before, header = text.data, 0, text.lines_before, b""
    while start < len(data):
        end = data.find(b"\n", min(start + _CAREFUL_BYTES, len(data))) + 1 or len(data)
        part = data[start:end]
        yield _Text(header + part, lines_before - bool(header))
        start, lines_before = end, lines_before + part.count(b"\n")
        header = (header_in(part) or header) if headed else b""
