"""A segment's bytes become rows of the temporary table `staged`: all at once, in lines, or line by line."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

import pyarrow as pa

from foundation import Warehouse, named_sql
from ingest.format import Headed, JsonLines, Text
from ingest.looking_over import line_breaks_in
from ingest.reading import HEADER_MARK, LENT_CELLS, LENT_LINES, Reading
from ingest.segments import Segment
from ingest.tables import cells, lines, lines_as_they_are, may_hold_long_line
from ingest.text_file import TextFile

_SALT = secrets.randbits(62)
_TOO_LONG = "longer than the settings allow (ingest.longest_line_kb)"
_PART_BYTES = 4 << 20  # what is read line by line when a segment holds something that cannot be cut
_LEAST_BYTES = 1 << 20  # of less text, reading it twice costs more than reading it at once may spare


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a call may look like.

    Attributes
    ----------
    earliest, latest
        Bounds of a believable start, UTC without zone.
    longest_line_bytes
        A longer line is not read.
    keep_paths
        Fill the column `path`. Only OpenAPI documents are matched with whole paths.
    """

    earliest: datetime
    latest: datetime
    longest_line_bytes: int
    keep_paths: bool = True


@dataclass(frozen=True, slots=True)
class _Lines:
    """Whole lines, and how many lines stand before them."""

    data: bytes
    before: int


class Staging:
    """Reads segments one after the other into TEMP TABLE `staged` of one connection.

    Parameters
    ----------
    least_bytes
        Segments smaller than this are not read all at once.
    """

    def __init__(self, warehouse: Warehouse, least_bytes: int = _LEAST_BYTES) -> None:
        self._warehouse = warehouse
        self._least_bytes = least_bytes
        self._view = ""
        self._needs_numbers = False
        warehouse.execute(named_sql("ingest", "_macros"))

    @property
    def calls(self) -> int:
        """How many lines of `staged` read as calls."""
        found: int = self._warehouse.one("SELECT count(*) FROM staged WHERE problem IS NULL")[0]
        return found

    def stage(self, segment: Segment, reading: Reading, bounds: Bounds, *, numbered: bool = False) -> None:
        """Fill `staged`, one row for each record, blank lines aside, with a `problem` where it has one.

        Rows have line numbers unless all of them are good and none tells of the same call as another; with
        `numbered`, all have.
        """
        self._empty()
        if segment.shortened:
            row = [segment.lines_before + 1, _TOO_LONG]
            self._warehouse.execute("INSERT INTO staged (line_number, problem) VALUES (?, ?)", row)
            return
        # where one segment has something wrong the next one mostly has, too
        if not (numbered or self._needs_numbers) and self._read_at_once(segment, reading, bounds):
            return
        text = _under_header(segment, reading)
        if not self._read_cut(text, reading, bounds):
            for part in _parts(text, reading):
                if not self._read_cut(part, reading, bounds):
                    self.read_carefully(part.data, part.before, reading, bounds)
        self._needs_numbers = len(segment.data) >= self._least_bytes and bool(self._wrong())

    def read_carefully(self, data: bytes, lines_before: int, reading: Reading, bounds: Bounds) -> None:
        """Add lines one by one: what is wrong with one hurts no other."""
        with self._warehouse.lent(LENT_LINES, lines(data, lines_before)):
            refusal = self._added(reading.view_of_lines(careful=True), reading, bounds)
            if refusal is not None:
                raise AssertionError(f"format {reading.name} fails on single lines: {refusal}")
            limit = {"longest_line_bytes": bounds.longest_line_bytes, "problem": _TOO_LONG}
            self._warehouse.execute(named_sql("ingest", "long_lines"), limit)

    def _empty(self) -> None:
        self._warehouse.execute(named_sql("ingest", "_staged"))

    def _wrong(self) -> int:
        """Return how many lines of `staged` are no calls, or repeat one."""
        found: int = self._warehouse.one(named_sql("ingest", "staged_wrong"))[0]
        return found

    def _read_at_once(self, segment: Segment, reading: Reading, bounds: Bounds) -> bool:
        """Have DuckDB read the text with all cores; it tells no line numbers, so all must be well."""
        data = segment.data
        view = reading.view_of_file() if len(data) >= self._least_bytes else None
        if view is None or not segment.plain or may_hold_long_line(data, bounds.longest_line_bytes):
            return False
        file = segment.file or _filled(segment)
        self._warehouse.execute("SET VARIABLE segment_file = ?", [file.path])
        refusal = self._added(view, reading, bounds)
        records = self._warehouse.one("SELECT count(*) FROM staged")[0]
        if refusal is None and records == segment.line_breaks + (not segment.ends_line) and not self._wrong():
            return True
        self._empty()
        return False

    def _read_cut(self, text: _Lines, reading: Reading, bounds: Bounds) -> bool:
        """Add all lines of a text that can be cut; False when something in them does not allow that."""
        found = _cut(text, reading, bounds)
        if found is None:
            return False
        name, view, table = found
        with self._warehouse.lent(name, table):
            return self._added(view, reading, bounds) is None

    def _added(self, view: str, reading: Reading, bounds: Bounds) -> str | None:
        """Add what the view makes of the text; return why that is not possible, or None."""
        if view != self._view:
            self._warehouse.execute(view)
            self._warehouse.execute(named_sql("ingest", "_parsed_lines_judged"))
            self._view = view
        terms = {
            "ends": reading.format.moment_is_end,
            "earliest": bounds.earliest,
            "latest": bounds.latest,
            "keep_paths": bounds.keep_paths,
            "salt": _SALT,
        }
        return self._warehouse.refusal(named_sql("ingest", "stage_piece"), terms)


def header_in(data: bytes) -> bytes:
    """Return the last line that names fields, with its line break; empty when there is none."""
    start = (b"\n" + data).rfind(b"\n" + HEADER_MARK)
    return data[start : data.find(b"\n", start) + 1] if start >= 0 else b""


def _filled(segment: Segment) -> TextFile:
    file = TextFile(len(segment.data))
    file.hold(segment.text)
    return file


def _cut(text: _Lines, reading: Reading, bounds: Bounds) -> tuple[LiteralString, str, pa.Table] | None:
    """Cut lines into cells where their format allows it, else into lines; None when neither is fast."""
    if may_hold_long_line(text.data, bounds.longest_line_bytes):
        return None
    reader = reading.format.reader
    if isinstance(reader, Text):
        table = cells(text.data, reader.delimited, text.before) if reader.delimited else None
        return None if table is None else (LENT_CELLS, reading.view_of_cells(), table)
    # JSON does not mind the line break; a pattern may
    bare = isinstance(reader, JsonLines) and reader.prefix is None
    table = lines_as_they_are(text.data, text.before) if bare else lines(text.data, text.before)
    return None if table is None else (LENT_LINES, reading.view_of_lines(careful=False), table)


def _under_header(segment: Segment, reading: Reading) -> _Lines:
    """Put the header that holds at the segment's first line in front of it; the lines keep their numbers."""
    header = segment.header or reading.header
    if not header or not isinstance(reading.format.reader, Headed):
        return _Lines(segment.text, segment.lines_before)
    return _Lines(header + segment.text, segment.lines_before - 1)


def _parts(text: _Lines, reading: Reading) -> Iterator[_Lines]:
    """Cut the text, each part with the header that holds at its first line."""
    headed = isinstance(reading.format.reader, Headed)
    data, start, before, header = text.data, 0, text.before, b""
    while start < len(data):
        end = data.find(b"\n", min(start + _PART_BYTES, len(data))) + 1 or len(data)
        part = data[start:end]
        yield _Lines(header + part, before - bool(header))
        start, before = end, before + line_breaks_in(part)
        header = (header_in(part) or header) if headed else b""
