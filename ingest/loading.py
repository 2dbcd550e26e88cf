"""Calls go into the store in one transaction, together with the note that they are there."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import pyarrow as pa

from foundation import Warehouse, named_sql
from ingest import credentials, endpoints
from ingest.reading import LENT_LINES, Reading
from ingest.segments import Segment
from ingest.staging import Bounds, Staging
from ingest.tables import lines
from ingest.terms import Counts, Origin, Terms


@dataclass(frozen=True, slots=True)
class _Part:
    """What becomes a row of the ledger; several may share a transaction."""

    number: int
    segment: Segment
    origin: Origin
    counts: Counts
    seconds: float


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
            part = _Part(0, segment, origin, counts, time.perf_counter() - started)
            self._store(load_id, [part], reading.name)
            if merged:
                self._note_merged(merged, load_id, reading.name)
        return counts, segment

    def load_together(
        self, files: Sequence[tuple[Segment, Origin]], reading: Reading
    ) -> Mapping[int, Counts]:
        """Load whole files in one transaction, each as a load of its own.

        Returns
        -------
        Mapping
            By place in `files`: what became of its lines. Nothing was loaded of a file that is not there: a
            line of it is rejected, or it has none.
        """
        started = time.perf_counter()
        store = self._warehouse
        whole = b"".join(segment.text for segment, _ in files)
        self._staging.stage(Segment(whole, 0, len(whole), 0), reading, self._bounds(), numbered=True)
        _part_staged(store, [segment for segment, _ in files])
        records = _by_part(store)
        _sifted(store)
        calls = _by_part(store)
        found = {
            part: Counts(count, calls.get(part, 0), count - calls.get(part, 0))
            for part, count in records.items()
        }
        if found:
            seconds = (time.perf_counter() - started) / len(files)
            parts = [_Part(part, *files[part], counts, seconds) for part, counts in found.items()]
            with store.transaction():
                self._store(_next_load_id(store), parts, reading.name)
        return found

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

    def _store(self, load_id: int, parts: Sequence[_Part], format_name: str) -> None:
        """Store what is staged; the load of a part has the id `load_id` and the part's number added."""
        self._insert(load_id)
        _check(self._warehouse, load_id, sum(part.counts.calls for part in parts))
        rows = [
            {
                "part": part.number,
                "source": part.origin.source,
                "fingerprint": part.origin.fingerprint,
                "format": format_name,
                "start_offset": part.segment.start_offset,
                "end_offset": part.segment.end_offset,
                "lines": part.counts.lines,
                "calls": part.counts.calls,
                "duplicates": part.counts.duplicates,
                "rejects": part.counts.rejects,
                "loaded_at": self._terms.now,
                "seconds": part.seconds,
                "end_line": part.segment.lines_before + part.segment.line_breaks,
                "checkpoint": part.segment.checkpoint,
            }
            for part in parts
        ]
        with self._warehouse.lent("load_parts", pa.Table.from_pylist(rows)):
            self._warehouse.execute(named_sql("ingest", "insert_load"), {"load_id": load_id})

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


def _part_staged(warehouse: Warehouse, segments: Sequence[Segment]) -> None:
    """Tell by its line which part each row belongs to, and drop the parts of which something is rejected."""
    last_lines = list(accumulate(segment.line_breaks for segment in segments))
    warehouse.execute(named_sql("ingest", "number_parts"), {"last_lines": last_lines})
    warehouse.execute("DELETE FROM staged WHERE part IN (SELECT part FROM staged WHERE problem IS NOT NULL)")


def _by_part(warehouse: Warehouse) -> dict[int, int]:
    return dict(warehouse.rows("SELECT part, count(*) FROM staged GROUP BY part ORDER BY part"))


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
    """Refuse to commit loads whose calls did not all find their way, or found two."""
    stored = warehouse.one("SELECT count(*) FROM calls WHERE load_id >= ?", [load_id])[0]
    counted = warehouse.one(
        "SELECT coalesce(sum(calls), 0) FROM credential_usage WHERE load_id >= ?", [load_id]
    )[0]
    if not stored == counted == calls:
        raise AssertionError(
            f"{calls} calls were read, {stored} stored and {counted} counted; nothing was kept"
        )
