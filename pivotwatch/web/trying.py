"""Lines that somebody pastes are read as a log would be, in memory, and nothing is kept."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foundation import Warehouse, named_sql
from pivotwatch.app import App
from pivotwatch.terms import terms_of

_SEGMENT_BYTES = 8 << 20
_MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Tried:
    """What would be read from some lines.

    Attributes
    ----------
    format
        The format they are in; None = none fits.
    calls
        Rows of credential, endpoint, calls; the most first.
    """

    format: str | None
    note: str
    lines: int
    loaded: int
    rejected: int
    calls: Sequence[tuple[str, str, int]]
    rejects: Sequence[dict[str, Any]]


def tried(app: App, text: str) -> Tried:
    """Return what would be read from these lines."""
    from ingest import Ingestion, Wanted, readings, rejects  # noqa: PLC0415 - who only looks needs none of it

    with tempfile.TemporaryDirectory() as folder, Warehouse.in_memory() as warehouse:
        file = Path(folder, "pasted lines")
        file.write_text(text.replace("\r\n", "\n").rstrip("\n") + "\n", encoding="utf-8")
        ingestion = Ingestion(
            warehouse, readings(app.settings.ingest), terms_of(app), _SEGMENT_BYTES, lambda _: None
        )
        result = ingestion.ingest(Wanted(str(file), named=True))
        calls = warehouse.rows(named_sql("pivotwatch", "web_tried"))
        refused = rejects(warehouse, None, None, _MOST_SHOWN)
    counts = result.counts
    return Tried(
        result.format,
        result.note.replace(str(file), "the lines"),
        counts.lines,
        counts.calls,
        counts.rejects,
        [(str(who or "nobody named"), str(what), int(count)) for who, what, count in calls[:_MOST_SHOWN]],
        refused,
    )
