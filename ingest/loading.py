"""Calls go into the store in one transaction, together with the note that they are there."""

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
from ingest.staging import Bounds, Staging
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


def load_text(
    warehouse: Warehouse,
    text: bytes,
    reading: Reading,
    origin: Origin,
    terms: Terms,
    merged: Sequence[Origin] = (),
) -> Counts:
    """Load a whole text; a last line without a line break that does not read as a call is a reject.

    Parameters
    ----------
    merged
        Where else its lines come from: noted as loaded in the same transaction, with no lines of their own.
    """
    text = text if text.endswith(b"\n") else text + b"\n"
    loader = Loader(warehouse, terms)
    counts, _ = loader.load(Segment(text, 0, len(text), 0), reading, origin, merged)
    return counts


class Loader:
    """Loads segments one after the other.

    Parameters
    ----------
    staging
        What reads them; None = one of its own.
    """

    def __init__(self, warehouse: Warehouse, terms: Terms, staging: Staging | None = None) -> None:
        self._warehouse = warehouse
        self._terms = terms
        self._staging = staging or Staging(warehouse)

    def load(
        self, segment: Segment, reading: Reading, origin: Origin, merged: Sequence[Origin] = ()
    ) -> tuple[Counts, Segment]:
        """Load a segment in one transaction.

        Returns
        -------
        tuple
            What became of its lines, and the segment as far as it was loaded: a last line without a line
            break that does not read as a call may still be being written, and is left for the next time.
        """
        started = time.perf_counter()
        self._staging.stage(segment, reading, self._bounds())
        if not segment.ends_line:
            segment = _without_unfinished_line(self._warehouse, segment)
        if not segment.data:
            return Counts(), segment
        counts = _sifted(self._warehouse)
        with self._warehouse.transaction():
            load_id = _next_load_id(self._warehouse)
            if counts.rejects:
                self._quarantine(segment, origin, load_id)
            self._insert(load_id)
            _check(self._warehouse, load_id, counts.calls)
            seconds = time.perf_counter() - started
            self._note(load_id, segment, reading, origin, counts, seconds)
            if merged:
                self._note_merged(merged, load_id, reading.name)
        return counts, segment

    def _bounds(self) -> Bounds:
        """Return what holds for calls; whole paths are kept only where there are documents to match."""
        documented = bool(self._warehouse.rows("SELECT 1 FROM openapi_operations LIMIT 1"))
        return replace(self._terms.bounds, keep_paths=documented)

    def _quarantine(self, segment: Segment, origin: Origin, load_id: int) -> None:
        with self._warehouse.lent(LENT_LINES, lines(segment.text, segment.lines_before)):
            values = {"load_id": load_id, "source": origin.source, "kept": self._terms.kept_rejects}
            self._warehouse.execute(named_sql("ingest", "insert_rejects"), values)

    def _insert(self, load_id: int) -> None:
        store = self._warehouse
        store.execute(named_sql("ingest", "stage_days"), {"zone": self._terms.zone})
        names = ("stage_endpoint_names", "stage_credential_names")
        for step in ("stage_usage", *names, "stage_paths", "stage_credentials"):
            store.execute(named_sql("ingest", step))
        endpoints.resolve(store, self._terms.endpoints, self._terms.now)
        credentials.resolve(store, self._terms.key)
        store.execute(named_sql("ingest", "stage_ids"))
        for step in ("insert_calls", "insert_usage"):
            store.execute(named_sql("ingest", step), {"load_id": load_id})

    def _note(
        self, load_id: int, segment: Segment, reading: Reading, origin: Origin, counts: Counts, seconds: float
    ) -> None:
        self._warehouse.execute(
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
                "loaded_at": self._terms.now,
                "seconds": seconds,
                "end_line": segment.lines_before + segment.line_breaks,
                "checkpoint": segment.checkpoint,
            },
        )

    def _note_merged(self, merged: Sequence[Origin], load_id: int, format_name: str) -> None:
        names = {"sources": [o.source for o in merged], "fingerprints": [o.fingerprint for o in merged]}
        values = {**names, "load_id": load_id, "format": format_name, "loaded_at": self._terms.now}
        self._warehouse.execute(named_sql("ingest", "insert_merged_loads"), values)


def _without_unfinished_line(warehouse: Warehouse, segment: Segment) -> Segment:
    last = [segment.lines_before + segment.line_breaks + 1]
    unread = "SELECT count(*) FROM staged WHERE line_number = ? AND problem IS NOT NULL"
    if not warehouse.one(unread, last)[0]:
        return segment
    warehouse.execute("DELETE FROM staged WHERE line_number = ?", last)
    finished = segment.text[: segment.text.rfind(b"\n") + 1]
    return replace(segment, data=finished, file=None, end_offset=segment.start_offset + len(finished))


def _sifted(warehouse: Warehouse) -> Counts:
    """Count, set rejects aside and drop duplicates, so that `staged` holds calls alone."""
    records, rejects, with_id, first_ts, last_ts = warehouse.one(named_sql("ingest", "staged_counts"))
    if rejects:
        warehouse.execute(named_sql("ingest", "stage_rejects"))
        warehouse.execute("DELETE FROM staged WHERE problem IS NOT NULL")
    duplicates = 0
    if with_id:
        span = {"first_ts": first_ts, "last_ts": last_ts}
        warehouse.execute(named_sql("ingest", "stage_duplicates"), span)
        (duplicates,) = warehouse.one("SELECT count(*) FROM staged_duplicates")
    if duplicates:
        warehouse.execute("DELETE FROM staged WHERE rowid IN (SELECT place FROM staged_duplicates)")
    return Counts(records, records - rejects - duplicates, duplicates, rejects)


def _next_load_id(warehouse: Warehouse) -> int:
    number: int = warehouse.one("SELECT coalesce(max(load_id), 0) + 1 FROM loads")[0]
    return number


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
