"""A segment's bytes become rows of the temporary table `staged`: the fast way, or line by line."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as arrow

from foundation import Warehouse, named_sql
from ingest.format import Headed, JsonLines, Text
from ingest.reading import HEADER_MARK, LENT_CELLS, LENT_LINES, Reading
from ingest.segments import Segment
from ingest.tables import cells, lines, lines_as_they_are, may_hold_long_line

_SALT = secrets.randbits(62)
TOO_LONG = "longer than the settings allow (ingest.longest_line_kb)"
_KEPT_NAMES = 100_000  # names are kept from segment to segment, because most come again
_PIECE_BYTES = 4 << 20  # what is read again line by line when a segment holds something that cannot be cut


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
        Fill the column `path`; without it `shape` alone, which saves a fifth of the time. Only OpenAPI
        documents are matched with paths.
    """

    earliest: datetime
    latest: datetime
    longest_line_bytes: int
    keep_paths: bool = True


@dataclass(frozen=True, slots=True)
class Cut:
    """A segment, cut the fast way; it needs no store, so that it can be done ahead.

    Attributes
    ----------
    table
        Its cells or lines; None when something in it does not allow cutting all at once.
    """

    table: pa.Table | None


def cut(segment: Segment, reading: Reading, bounds: Bounds) -> Cut:
    """Cut a segment the fast way, if that is possible."""
    if segment.shortened:
        return Cut(None)
    segment = _with_header(segment, reading)
    return Cut(_table(segment.data, segment.lines_before, reading, bounds))


def stage(
    warehouse: Warehouse, segment: Segment, reading: Reading, bounds: Bounds, ready: Cut | None = None
) -> None:
    """Fill TEMP TABLE `staged`, one row for each line (blank lines aside), a `problem` where it has one.

    Parameters
    ----------
    ready
        The segment as `cut` returned it; None = it is cut here.
    """
    warehouse.execute(named_sql("ingest", "_staged"))
    if warehouse.one("SELECT count(*) FROM staged_endpoint_names")[0] > _KEPT_NAMES:
        warehouse.execute("DELETE FROM staged_endpoint_names; DELETE FROM staged_credential_names")
    table = (ready or cut(segment, reading, bounds)).table
    if table is not None and _staged_fast(warehouse, table, reading, bounds):
        warehouse.execute("DROP TABLE staged; ALTER TABLE staged_piece RENAME TO staged")
        return
    segment = _with_header(segment, reading)
    if segment.shortened:
        _stage_carefully(warehouse, segment.data, segment.lines_before, reading, bounds)
        warehouse.execute("INSERT INTO staged SELECT * FROM staged_piece")
        warehouse.execute("UPDATE staged SET problem = ?", [TOO_LONG])
        return
    for data, lines_before in _pieces(segment, headed=isinstance(reading.format.reader, Headed)):
        piece = _table(data, lines_before, reading, bounds)
        if piece is None or not _staged_fast(warehouse, piece, reading, bounds):
            _stage_carefully(warehouse, data, lines_before, reading, bounds)
        warehouse.execute("INSERT INTO staged SELECT * FROM staged_piece")


def header_in(data: bytes) -> bytes:
    """Return the last line that names fields, with its line break; empty when there is none."""
    start = (b"\n" + data).rfind(b"\n" + HEADER_MARK)
    return data[start : data.find(b"\n", start) + 1] if start >= 0 else b""


def _with_header(segment: Segment, reading: Reading) -> Segment:
    """Put the header that holds at the segment's first line in front of it; the lines keep their numbers."""
    header = segment.header or reading.header
    if not header or segment.shortened or not isinstance(reading.format.reader, Headed):
        return segment
    return replace(segment, data=header + segment.data, lines_before=segment.lines_before - 1)


def _pieces(segment: Segment, *, headed: bool) -> Iterator[tuple[bytes, int]]:
    start, lines_before, header = 0, segment.lines_before, b""
    while start < len(segment.data):
        cut = segment.data.find(b"\n", min(start + _PIECE_BYTES, len(segment.data))) + 1
        piece = segment.data[start : cut or len(segment.data)]
        yield header + piece, lines_before - bool(header)
        start, lines_before = start + len(piece), lines_before + piece.count(b"\n")
        header = (header_in(piece) or header) if headed else b""


def _table(data: bytes, lines_before: int, reading: Reading, bounds: Bounds) -> pa.Table | None:
    """Cut lines into cells where their format allows it, else into lines; None when neither is fast."""
    if may_hold_long_line(data, bounds.longest_line_bytes):
        return None
    reader = reading.format.reader
    if isinstance(reader, Text):
        return cells(data, reader.delimited, lines_before) if reader.delimited else None
    # JSON does not mind the line break; a pattern may
    bare = isinstance(reader, JsonLines) and reader.prefix is None
    return lines_as_they_are(data, lines_before) if bare else lines(data, lines_before)


def _staged_fast(warehouse: Warehouse, table: pa.Table, reading: Reading, bounds: Bounds) -> bool:
    """Read all at once; False when something in it does not allow that."""
    if isinstance(reading.format.reader, Text):
        return _staged_piece(warehouse, LENT_CELLS, table, reading.view_of_cells(), reading, bounds) is None
    view = reading.view_of_lines(careful=False)
    return _staged_piece(warehouse, LENT_LINES, table, view, reading, bounds) is None


def _stage_carefully(
    warehouse: Warehouse, data: bytes, lines_before: int, reading: Reading, bounds: Bounds
) -> None:
    table = lines(data, lines_before)
    view = reading.view_of_lines(careful=True)
    refusal = _staged_piece(warehouse, LENT_LINES, table, view, reading, bounds)
    if refusal is not None:
        raise AssertionError(f"format {reading.name} fails on single lines: {refusal}")
    with warehouse.lent(LENT_LINES, table):
        limit = {"longest_line_bytes": bounds.longest_line_bytes, "problem": TOO_LONG}
        warehouse.execute(named_sql("ingest", "long_lines"), limit)


def _staged_piece(
    warehouse: Warehouse, name: str, table: pa.Table, view: str, reading: Reading, bounds: Bounds
) -> str | None:
    terms = {
        "ends": reading.format.moment_is_end,
        "earliest": bounds.earliest,
        "latest": bounds.latest,
        "salt": _SALT,
    }
    with warehouse.lent(name, table):
        warehouse.execute(view)
        warehouse.execute(named_sql("ingest", "_parsed_lines_judged"))
        refusal = warehouse.refusal(
            named_sql("ingest", "stage_piece"), {**terms, "keep_paths": bounds.keep_paths}
        )
    if refusal is None:
        _stage_names(warehouse, name, table, reading, terms)
    return refusal


def _stage_names(
    warehouse: Warehouse, name: str, table: pa.Table, reading: Reading, terms: Mapping[str, Any]
) -> None:
    """Read one line of each endpoint and credential again, this time keeping the texts."""
    first_lines = warehouse.frame(named_sql("ingest", "first_lines")).to_arrow()["line_number"]
    if not len(first_lines):
        return
    kept = arrow.is_in(table["line_number"], value_set=first_lines)
    if isinstance(
        reading.format.reader, Headed
    ):  # the lines mean nothing without the one that names their fields
        kept = arrow.or_(kept, arrow.starts_with(table["line"], HEADER_MARK.decode()))
    few = table.filter(kept)
    with warehouse.lent(name, few):
        for step in ("stage_endpoint_names", "stage_credential_names"):
            warehouse.execute(named_sql("ingest", step), terms)
