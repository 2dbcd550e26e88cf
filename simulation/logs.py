"""Write a platform's calls as a gateway's log files."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Literal

import numpy as np
import polars as pl

from foundation import window_of
from simulation.call_columns import Scenery
from simulation.callers import callers_of
from simulation.calls import Calls, calls_of_week
from simulation.lines import LINE_FORMATS, LineFormat
from simulation.platform import Platform

Rotation = Literal["week", "day"]

_ROWS_AT_ONCE = 400_000  # bounds memory: a row of text takes about half a kilobyte while it is made
_DAY_US = 86_400 * 1_000_000


def write_logs(
    platform: Platform,
    folder: Path,
    format_name: str,
    *,
    rotation: Rotation = "week",
    compress: bool = False,
) -> Iterator[tuple[Path, int]]:
    """Write one file for each week or day, as log rotation leaves them; yield each with its lines.

    Parameters
    ----------
    folder
        Made if it is not there; files are named `access-2026-W47.log`, `access-2026-11-21.log`,
        with `.jsonl` for formats of JSON lines, and `.gz` behind it.
    format_name
        A file of `simulation/lines/`.

    Raises
    ------
    UnknownNameError
        When there is no such format.
    """
    line_format = LINE_FORMATS[format_name]
    folder.mkdir(parents=True, exist_ok=True)
    callers = callers_of(platform)
    scenery = Scenery(platform, callers)
    for week in range(len(platform.successes)):
        calls = calls_of_week(platform, callers, week)
        for name, rows in _files(platform, week, calls, rotation):
            path = folder / f"access-{name}.{line_format.suffix}{'.gz' if compress else ''}"
            with _opened(path) as handle:
                _write(handle, scenery, calls.part(rows), line_format, (platform.seed, week, rows.start))
            yield path, rows.stop - rows.start


def _files(platform: Platform, week: int, calls: Calls, rotation: Rotation) -> Iterator[tuple[str, slice]]:
    """Yield the names of a week's files and which calls stand in each: a line is written when a call ends."""
    monday = platform.first_day + timedelta(weeks=week)
    if rotation == "week":
        yield window_of(monday, "week").key, slice(0, len(calls))
        return
    midnight_us = int(datetime.combine(monday, datetime.min.time(), tzinfo=UTC).timestamp()) * 1_000_000
    ended = calls.started_us + calls.latency_us
    edges = np.searchsorted(ended, midnight_us + _DAY_US * np.arange(8))
    for day in range(7):
        yield (monday + timedelta(days=day)).isoformat(), slice(int(edges[day]), int(edges[day + 1]))


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    with path.open("wb") as plain:
        if path.suffix != ".gz":
            yield plain
            return
        # no name and no time in the header, so that the same seed gives the same bytes
        with gzip.GzipFile(filename="", fileobj=plain, mode="wb", compresslevel=6, mtime=0) as packed:
            yield packed  # type: ignore[misc] # a GzipFile is a BinaryIO in all that is used here


def _write(
    handle: BinaryIO, scenery: Scenery, calls: Calls, line_format: LineFormat, seed: tuple[int, ...]
) -> None:
    wanted = line_format.line.meta.root_names()
    for first in range(0, len(calls), _ROWS_AT_ONCE):
        part = calls.part(slice(first, first + _ROWS_AT_ONCE))
        frame = scenery.frame(part, dict.fromkeys(wanted), (*seed, first))
        handle.write(_joined(frame.select(line_format.line).to_series()))


def _joined(lines: pl.Series) -> memoryview:
    """Return all lines, each with its end, as the bytes that Arrow already holds: no string is made."""
    arrow = (lines + "\n").rechunk().to_arrow()
    first, last = arrow.offset, arrow.offset + len(arrow)
    ends = np.frombuffer(arrow.buffers()[1], dtype=np.int64)
    return memoryview(arrow.buffers()[2])[ends[first] : ends[last]]
