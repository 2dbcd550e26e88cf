"""One segment goes into the store in one transaction, together with the note that it is there."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from foundation import Warehouse, named_sql
from ingest import credentials, endpoints
from ingest.endpoints import EndpointSettings
from ingest.reading import LENT_LINES, Reading
from ingest.segments import Segment
from ingest.staging import Bounds, Cut, stage
from ingest.tables import lines


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for every segment of a run.

    Attributes
    ----------
    zone
        IANA name of the platform's time zone.
    bounds
        What a call may look like.
    kept_rejects
        How many rejected lines of a segment are kept.
    endpoints
        How endpoints get their names.
    key
        The home's secret.
    now
        UTC without zone.
    """

    zone: str
    bounds: Bounds
    kept_rejects: int
    endpoints: EndpointSettings
    key: bytes
    now: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of lines: `lines = calls + duplicates + rejects`.

    Attributes
    ----------
    lines
        Lines that are not blank (records, where a line holds several).
    calls
        Loaded.
    duplicates
        Left out, because the same call was there already.
    rejects
        Quarantined.
    """

    lines: int = 0
    calls: int = 0
    duplicates: int = 0
    rejects: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.lines + other.lines,
            self.calls + other.calls,
            self.duplicates + other.duplicates,
            self.rejects + other.rejects,
        )


@dataclass(frozen=True, slots=True)
class Origin:
    """Where segments come from, as the ledger keeps it.

    Attributes
    ----------
    source
        Path as given, or `stdin`.
    fingerprint
        Identity of the file's content.
    """

    source: str
    fingerprint: str


def load(
    warehouse: Warehouse,
    segment: Segment,
    reading: Reading,
    origin: Origin,
    terms: Terms,
    ready: Cut | None = None,
    merged: Sequence[Origin] = (),
) -> tuple[Counts, Segment]:
    """Load a segment.

    Parameters
    ----------
    ready
        The segment as `cut` returned it; None = it is cut here.
    merged
        Where else its lines come from: noted as loaded in the same transaction, with no lines of their own.

    Returns
    -------
    tuple
        What became of its lines, and the segment as far as it was loaded: a last line without a line break
        that does not read as a call yet may still be being written, and is left for the next time.
    """
    started = time.perf_counter()
    documented = bool(warehouse.rows("SELECT 1 FROM openapi_operations LIMIT 1"))
    stage(warehouse, segment, reading, replace(terms.bounds, keep_paths=documented), ready)
    if not segment.ends_line:
        segment = _without_unfinished_line(warehouse, segment)
    if not segment.data:
        return Counts(), segment
    counts = _sifted(warehouse)
    with warehouse.transaction():
        load_id = _next_load_id(warehouse)
        _quarantine(warehouse, segment, origin, terms, load_id)
        _insert(warehouse, terms, load_id)
        _check(warehouse, load_id, counts.calls)
        warehouse.execute(
            named_sql("ingest", "insert_load"),
            {
                "load_id": load_id,
                "source": origin.source,
                "fingerprint": origin.fingerprint,
                "format": reading.name,
                "start_offset": segment.start_offset,
                "end_offset": segment.end_offset,
                "lines": counts.lines,
                "calls": counts.calls,
                "duplicates": counts.duplicates,
                "rejects": counts.rejects,
                "loaded_at": terms.now,
                "seconds": time.perf_counter() - started,
                "end_line": segment.lines_before + segment.line_breaks,
                "checkpoint": segment.checkpoint,
            },
        )
        _note_merged(warehouse, merged, load_id, reading.name, terms.now)
    return counts, segment


def _note_merged(
    warehouse: Warehouse, merged: Sequence[Origin], load_id: int, format_name: str, now: datetime
) -> None:
    if merged:
        names = {"sources": [o.source for o in merged], "fingerprints": [o.fingerprint for o in merged]}
        values = {**names, "load_id": load_id, "format": format_name, "loaded_at": now}
        warehouse.execute(named_sql("ingest", "insert_merged_loads"), values)


def _without_unfinished_line(warehouse: Warehouse, segment: Segment) -> Segment:
    last = segment.lines_before + segment.line_breaks + 1
    unread = "line_number = ? AND problem IS NOT NULL"
    if not warehouse.one(f"SELECT count(*) FROM staged WHERE {unread}", [last])[0]:  # noqa: S608 - two literals
        return segment
    warehouse.execute("DELETE FROM staged WHERE line_number = ?", [last])
    finished = segment.data[: segment.data.rfind(b"\n") + 1]
    return replace(segment, data=finished, end_offset=segment.start_offset + len(finished))


def _sifted(warehouse: Warehouse) -> Counts:
    """Count, set rejects aside and drop duplicates, so that `staged` holds calls alone."""
    warehouse.execute(named_sql("ingest", "stage_rejects"))
    lines_read, rejects, with_id, first_ts, last_ts = warehouse.one(named_sql("ingest", "staged_counts"))
    if rejects:
        warehouse.execute("DELETE FROM staged WHERE problem IS NOT NULL")
    duplicates = 0
    if with_id:
        span = {"first_ts": first_ts, "last_ts": last_ts}
        warehouse.execute(named_sql("ingest", "stage_duplicates"), span)
        (duplicates,) = warehouse.one("SELECT count(*) FROM staged_duplicates")
    if duplicates:
        warehouse.execute("DELETE FROM staged WHERE rowid IN (SELECT place FROM staged_duplicates)")
    return Counts(lines_read, lines_read - rejects - duplicates, duplicates, rejects)


def _next_load_id(warehouse: Warehouse) -> int:
    number: int = warehouse.one("SELECT coalesce(max(load_id), 0) + 1 FROM loads")[0]
    return number


def _quarantine(warehouse: Warehouse, segment: Segment, origin: Origin, terms: Terms, load_id: int) -> None:
    if not warehouse.one("SELECT count(*) FROM staged_rejects")[0]:
        return
    with warehouse.lent(LENT_LINES, lines(segment.data, segment.lines_before)):
        warehouse.execute(
            named_sql("ingest", "insert_rejects"),
            {"load_id": load_id, "source": origin.source, "kept": terms.kept_rejects},
        )


def _insert(warehouse: Warehouse, terms: Terms, load_id: int) -> None:
    warehouse.execute(named_sql("ingest", "stage_days"), {"zone": terms.zone})
    for step in ("stage_paths", "stage_credentials"):
        warehouse.execute(named_sql("ingest", step))
    endpoints.resolve(warehouse, terms.endpoints, terms.now)
    credentials.resolve(warehouse, terms.key)
    for step in ("insert_calls", "insert_usage"):
        warehouse.execute(named_sql("ingest", step), {"load_id": load_id})


def _check(warehouse: Warehouse, load_id: int, calls: int) -> None:
    """Refuse to commit a load whose calls did not all find their way, or found two."""
    stored = warehouse.one("SELECT count(*) FROM calls WHERE load_id = ?", [load_id])[0]
    counted = warehouse.one(
        "SELECT coalesce(sum(calls), 0) FROM credential_usage WHERE load_id = ?", [load_id]
    )[0]
    if not stored == counted == calls:
        raise AssertionError(
            f"{calls} calls were read, {stored} stored and {counted} counted; nothing was kept"
        )
