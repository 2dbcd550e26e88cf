"""What became of text before any of it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as arrow

from ingest.segments import Segment

_NAMES = ("method", "route", "api", "shape")
REJECTS = pa.schema([("line_number", pa.int64()), ("problem", pa.string()), ("excerpt", pa.string())])
_NO_ENDPOINTS = pa.schema([("endpoint_key", pa.int64()), *((name, pa.string()) for name in _NAMES)])
_NO_CREDENTIALS = pa.schema(
    [("credential_key", pa.int64()), ("credential", pa.string()), ("credential_kind", pa.string())]
)
_CALLS = pa.schema(
    [
        ("line_number", pa.int64()),
        ("ts", pa.timestamp("us")),
        ("status", pa.int16()),
        ("latency_ms", pa.float64()),
        ("bytes", pa.int64()),
        ("request_id", pa.string()),
        ("endpoint_key", pa.int64()),
        ("credential_key", pa.int64()),
        ("path", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines as numbers, and what the numbers stand for.

    Attributes
    ----------
    calls
        One row for each line that reads as a call; the columns of `staged` but `place`.
    refused
        Line numbers of the records that do not.
    rejects
        The first of these lines: line_number, problem, and as excerpt what may be kept of it.
    endpoints, credentials
        The names behind `endpoint_key` and `credential_key`.
    """

    calls: pa.Table
    refused: pa.Array
    rejects: pa.Table
    endpoints: pa.Table
    credentials: pa.Table


@dataclass(frozen=True, slots=True)
class Prepared:
    """A stretch of a file, read.

    Attributes
    ----------
    start_offset, end_offset
        Its place in the uncompressed file.
    end_line
        Line breaks before `end_offset`.
    checkpoint
        Hash of its last bytes.
    unfinished
        Its last line has no line break and does not read as a call: it may still be being written, and is
        left for the next time. It is in none of the others.
    """

    start_offset: int
    end_offset: int
    end_line: int
    checkpoint: str
    pieces: Sequence[Piece]
    unfinished: bool = False


def prepared_from(segment: Segment, pieces: Sequence[Piece]) -> Prepared:
    """Return what a segment holds, without a last line that may still be being written."""
    if segment.ends_line or not _last_line_rejected(segment, pieces):
        end_line = segment.lines_before + segment.line_breaks
        return Prepared(segment.start_offset, segment.end_offset, end_line, segment.checkpoint, pieces)
    finished = segment.data[: segment.data.rfind(b"\n") + 1]
    whole = replace(segment, data=finished, end_offset=segment.start_offset + len(finished))
    pieces = [*pieces[:-1], _without_line(pieces[-1], segment.lines_before + segment.line_breaks + 1)]
    end_line = whole.lines_before + whole.line_breaks
    return Prepared(whole.start_offset, whole.end_offset, end_line, whole.checkpoint, pieces, unfinished=True)


def rejected_piece(line_number: int, problem: str, excerpt: str) -> Piece:
    """Return the piece that is one line that was not read."""
    row = {"line_number": [line_number], "problem": [problem], "excerpt": [excerpt]}
    return Piece(
        _CALLS.empty_table(),
        pa.array([line_number], pa.int64()),
        pa.table(row, schema=REJECTS),
        _NO_ENDPOINTS.empty_table(),
        _NO_CREDENTIALS.empty_table(),
    )


def _last_line_rejected(segment: Segment, pieces: Sequence[Piece]) -> bool:
    last = segment.lines_before + segment.line_breaks + 1
    return bool(pieces) and bool(arrow.any(arrow.equal(pieces[-1].refused, last)).as_py())


def _without_line(piece: Piece, line_number: int) -> Piece:
    def rest(rows: pa.Table) -> pa.Table:
        return rows.filter(arrow.not_equal(rows["line_number"], line_number))

    refused = piece.refused.filter(arrow.not_equal(piece.refused, line_number))
    return replace(piece, calls=rest(piece.calls), refused=refused, rejects=rest(piece.rejects))
