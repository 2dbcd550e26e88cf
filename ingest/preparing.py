"""A piece of a segment becomes numbers and the names they stand for: the work that needs no stored row."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

import numpy as np
import pyarrow as pa
import pyarrow.compute as arrow

from foundation import Warehouse, named_sql
from ingest.format import JsonLines, Text
from ingest.prepared import REJECTS, Piece
from ingest.reading import LENT_CELLS, LENT_LINES, Reading
from ingest.shortening import shortened
from ingest.tables import cells, lines, lines_as_they_are, may_hold_long_line
from ingest.telling import Kinds, kinds

TOO_LONG = "longer than the settings allow (ingest.longest_line_kb)"
_SALT = secrets.randbits(62)
_ENDPOINT = ("method", "route", "api", "path")
_CREDENTIAL = ("credential", "credential_kind")


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
        Keep whole paths and not shapes alone, which takes a fifth longer. Only OpenAPI documents are matched
        with paths.
    """

    earliest: datetime
    latest: datetime
    longest_line_bytes: int
    keep_paths: bool = True


class Parser:
    """Reads pieces of text in one format after the other; each thread needs its own.

    Parameters
    ----------
    warehouse
        Only its engine is used, no table of it.
    kept_rejects
        How many of a piece's rejected lines are looked at again for what may be kept of them.
    """

    def __init__(self, warehouse: Warehouse, kept_rejects: int = 1000) -> None:
        self._warehouse = warehouse
        self._kept_rejects = kept_rejects
        self._view = ""
        warehouse.execute(named_sql("ingest", "_macros"))

    def read_fast(self, data: bytes, lines_before: int, reading: Reading, bounds: Bounds) -> Piece | None:
        """Read all lines at once; None when something in them does not allow that."""
        table = _cut(data, lines_before, reading, bounds)
        if table is None:
            return None
        name, view = LENT_LINES, reading.view_of_lines(careful=False)
        if isinstance(reading.format.reader, Text):
            name, view = LENT_CELLS, reading.view_of_cells()
        parsed = self._parsed(name, table, view, reading, bounds)
        return None if isinstance(parsed, str) else self._piece(parsed, data, lines_before, bounds)

    def read_carefully(self, data: bytes, lines_before: int, reading: Reading, bounds: Bounds) -> Piece:
        """Read line by line: what is wrong with one hurts no other."""
        table = lines(data, lines_before)
        view = reading.view_of_lines(careful=True)
        parsed = self._parsed(LENT_LINES, table, view, reading, bounds)
        if isinstance(parsed, str):
            raise AssertionError(f"format {reading.name} fails on single lines: {parsed}")  # noqa: TRY004 - no input does it
        long = arrow.greater(arrow.binary_length(table["line"]), bounds.longest_line_bytes)
        parsed = _refused(parsed, table["line_number"].filter(long), TOO_LONG)
        return self._piece(parsed, data, lines_before, bounds)

    def _parsed(
        self, name: LiteralString, table: pa.Table, view: str, reading: Reading, bounds: Bounds
    ) -> pa.Table | str:
        terms = {
            "ends": reading.format.moment_is_end,
            "earliest": bounds.earliest,
            "latest": bounds.latest,
        }
        with self._warehouse.lent(name, table):
            self._define(view)
            return self._warehouse.table_or_refusal(named_sql("ingest", "parse_piece"), terms)

    def _define(self, view: str) -> None:
        if view != self._view:
            self._warehouse.execute(view)
            self._warehouse.execute(named_sql("ingest", "_parsed_lines_judged"))
            self._view = view

    def _piece(self, parsed: pa.Table, data: bytes, lines_before: int, bounds: Bounds) -> Piece:
        bad = arrow.is_valid(parsed["problem"])
        any_bad = arrow.any(bad).as_py()
        calls = parsed.filter(arrow.invert(bad)) if any_bad else parsed
        columns = {name: calls[name].combine_chunks() for name in (*_ENDPOINT, *_CREDENTIAL)}
        paths = columns["path"]
        if not bounds.keep_paths:
            columns["path"], paths = shortened(paths), pa.nulls(len(calls), pa.string())
        endpoints, of_endpoint = self._named("endpoints", _ENDPOINT, columns, len(calls))
        credentials, of_credential = self._named("credentials", _CREDENTIAL, columns, len(calls))
        calls = calls.drop_columns([*_ENDPOINT, *_CREDENTIAL, "problem"])
        calls = calls.append_column("endpoint_key", of_endpoint)
        calls = calls.append_column("credential_key", of_credential).append_column("path", paths)
        refused = parsed.filter(bad).select(["line_number", "problem"]) if any_bad else None
        if refused is None:
            return Piece(calls, pa.array([], pa.int64()), REJECTS.empty_table(), endpoints, credentials)
        rejects = self._explained(refused, lines(data, lines_before))
        return Piece(calls, refused["line_number"].combine_chunks(), rejects, endpoints, credentials)

    def _explained(self, refused: pa.Table, text: pa.Table) -> pa.Table:
        with self._warehouse.lent("piece_rejects", refused), self._warehouse.lent(LENT_LINES, text):
            return self._warehouse.table(named_sql("ingest", "name_rejects"), {"kept": self._kept_rejects})

    def _named(
        self, what: str, names: tuple[str, ...], columns: dict[str, pa.Array], rows: int
    ) -> tuple[pa.Table, pa.Array]:
        """Return the names of all kinds of rows with their keys, and each row's key."""
        found: Kinds = kinds([columns[name] for name in names], rows)
        first = pa.array(found.first_rows)
        few = pa.table({name: columns[name].take(first) for name in names})
        few = few.append_column("place", pa.array(np.arange(len(few))))
        with self._warehouse.lent(_PIECES[what], few):
            named = self._warehouse.table(named_sql("ingest", f"name_{what}"), {"salt": _SALT})
        return named, named[0].combine_chunks().take(pa.array(found.of_row))


_PIECES: dict[str, LiteralString] = {"endpoints": "piece_endpoints", "credentials": "piece_credentials"}


def _cut(data: bytes, lines_before: int, reading: Reading, bounds: Bounds) -> pa.Table | None:
    """Cut lines into cells where their format allows it, else into lines; None when neither is fast."""
    if may_hold_long_line(data, bounds.longest_line_bytes):
        return None
    reader = reading.format.reader
    if isinstance(reader, Text):
        return cells(data, reader.delimited, lines_before) if reader.delimited else None
    # JSON does not mind the line break; a pattern may
    bare = isinstance(reader, JsonLines) and reader.prefix is None
    return lines_as_they_are(data, lines_before) if bare else lines(data, lines_before)


def _refused(parsed: pa.Table, line_numbers: pa.ChunkedArray, problem: str) -> pa.Table:
    """Return the table with that problem at these lines, whatever they may have looked like."""
    if not len(line_numbers):
        return parsed
    refused = arrow.is_in(parsed["line_number"], value_set=line_numbers)
    problems: Any = arrow.if_else(refused, problem, parsed["problem"])
    return parsed.set_column(parsed.column_names.index("problem"), "problem", problems)
