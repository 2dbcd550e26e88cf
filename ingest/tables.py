"""Bytes of a segment become Arrow tables that SQL can read: cut into cells, or whole lines."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as arrow
import pyarrow.csv as arrow_csv

from ingest.format import Delimited
from ingest.looking_over import is_utf8, line_breaks_in

_BATCH_LINES = 16_384
_BLOCK_BYTES = 4 << 20
_NEAR_BYTES = 4 << 10  # where most lines have ended


def cells(data: bytes, how: Delimited, lines_before: int) -> pa.Table | None:
    """Cut lines at blanks outside quotes; None when any line cannot be cut so.

    Returns
    -------
    pa.Table
        line_number, and a text column for each name that does not start with `_`.
    """
    if data.startswith(b"\n") or b"\n\n" in data:
        return None  # Arrow makes a row of a blank line
    wanted = [name for name in how.names if not name.startswith("_")]
    parse = arrow_csv.ParseOptions(
        delimiter=" ",
        quote_char='"',
        double_quote=False,
        escape_char=how.escape or False,
        newlines_in_values=False,
        ignore_empty_lines=False,
    )
    return _read(data, parse, list(how.names), wanted, lines_before)


def lines(data: bytes, lines_before: int) -> pa.Table:
    """Return whole lines: line_number, line; what is no UTF-8 is replaced."""
    parse = arrow_csv.ParseOptions(
        delimiter="\x01",
        quote_char=False,
        double_quote=False,
        escape_char=False,
        newlines_in_values=False,
        ignore_empty_lines=False,
    )
    table = _read(data, parse, ["line"], ["line"], lines_before)
    return table if table is not None else _any_lines(data, lines_before)


def lines_as_they_are(data: bytes, lines_before: int) -> pa.Table | None:
    """Return whole lines without copying them, each with its line break; None when they are no UTF-8."""
    if not data.isascii() and not is_utf8(data):
        return None
    offsets = _line_offsets(data)
    count = len(offsets) - 1
    text = pa.Array.from_buffers(pa.large_string(), count, [None, pa.py_buffer(offsets), pa.py_buffer(data)])
    table = _numbered(pa.table({"line": text}), np.arange(lines_before + 1, lines_before + 1 + count))
    # in batches, because each is read by one thread
    return pa.Table.from_batches(table.to_batches(max_chunksize=_BATCH_LINES), schema=table.schema)


def _line_offsets(data: bytes) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return where each line begins, and at last where the last one ends."""
    ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n"))
    unfinished = not data.endswith(b"\n")
    offsets = np.zeros(len(ends) + 1 + unfinished, dtype=np.int64)
    offsets[1 : len(ends) + 1] = ends + 1
    if unfinished:
        offsets[-1] = len(data)
    return offsets


def may_hold_long_line(data: bytes | memoryview, limit_bytes: int) -> bool:
    """Return False when no line is longer than the limit; looks at a few bytes only.

    A line longer than the limit covers at least one of the stretches that lie at multiples of half of it.
    """
    step = limit_bytes // 2
    return any(_is_unbroken(data[start : start + step]) for start in range(0, len(data) - step + 1, step))


def _is_unbroken(data: bytes | memoryview) -> bool:
    return b"\n" not in bytes(data[:_NEAR_BYTES]) and b"\n" not in bytes(data)


def _read(
    data: bytes, parse: arrow_csv.ParseOptions, names: list[str], wanted: list[str], lines_before: int
) -> pa.Table | None:
    """Read with Arrow's parallel reader; None when it cannot, or when rows are not the lines one by one."""
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(data),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=_BLOCK_BYTES),
            parse_options=parse,
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                include_columns=wanted,
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    if len(table) != line_breaks_in(data) + (not data.endswith(b"\n")) or b"\r" in data:
        return None
    return _numbered(table, np.arange(lines_before + 1, lines_before + 1 + len(table)))


def _numbered(table: pa.Table, numbers: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pa.Table:
    return table.append_column("line_number", pa.array(numbers, type=pa.int64()))


def _any_lines(data: bytes, lines_before: int) -> pa.Table:
    """Cut at line breaks whatever stands between them."""
    if not is_utf8(data):
        data = data.decode("utf-8", errors="replace").encode()
    if not data.endswith(b"\n"):
        data += b"\n"
    offsets = _line_offsets(data)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(data)]
    text = pa.Array.from_buffers(pa.large_string(), len(offsets) - 1, buffers)
    table = pa.table({"line": arrow.utf8_rtrim(text, characters="\r\n")})
    return _numbered(table, np.arange(lines_before + 1, lines_before + 1 + len(table)))
