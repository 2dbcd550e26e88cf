"""Calls go into the store in one transaction, together with the note that they are there."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from typing import LiteralString

import numpy as np
import pyarrow as pa
import pyarrow.compute as arrow

from foundation import Warehouse, named_sql
from ingest import credentials, endpoints
from ingest.endpoints import EndpointSettings
from ingest.prepared import Prepared
from ingest.preparing import Bounds, Parser
from ingest.reading import Reading
from ingest.segments import Segment
from ingest.staging import prepare


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
    parser = Parser(warehouse, terms.kept_rejects)
    segment = Segment(text, 0, len(text), 0)
    prepared = prepare(parser, segment, reading, bounds_for(warehouse, terms))
    return load(warehouse, [prepared], reading, origin, terms, merged)


def load(
    warehouse: Warehouse,
    stretches: Sequence[Prepared],
    reading: Reading,
    origin: Origin,
    terms: Terms,
    merged: Sequence[Origin] = (),
) -> Counts:
    """Load stretches of a file that follow each other, in one transaction, and return what became of them."""
    started = time.perf_counter()
    with ExitStack() as lent:
        calls, counts = _sifted(warehouse, stretches)
        for name, table in _lent(calls, stretches).items():
            lent.enter_context(warehouse.lent(name, table))
        with warehouse.transaction():
            load_id = _next_load_id(warehouse)
            if counts.rejects:
                quarantine = {"load_id": load_id, "source": origin.source, "kept": terms.kept_rejects}
                warehouse.execute(named_sql("ingest", "insert_rejects"), quarantine)
            _insert(warehouse, terms, load_id)
            _check(warehouse, load_id, counts.calls)
            warehouse.execute(
                named_sql("ingest", "insert_load"),
                {
                    "load_id": load_id,
                    "source": origin.source,
                    "fingerprint": origin.fingerprint,
                    "format": reading.name,
                    "start_offset": stretches[0].start_offset,
                    "end_offset": stretches[-1].end_offset,
                    "lines": counts.lines,
                    "calls": counts.calls,
                    "duplicates": counts.duplicates,
                    "rejects": counts.rejects,
                    "loaded_at": terms.now,
                    "seconds": time.perf_counter() - started,
                    "end_line": stretches[-1].end_line,
                    "checkpoint": stretches[-1].checkpoint,
                },
            )
            _note_merged(warehouse, merged, load_id, reading.name, terms.now)
    return counts


def bounds_for(warehouse: Warehouse, terms: Terms) -> Bounds:
    """Return what holds for calls; their paths are kept only where there are documents to match them with."""
    documented = bool(warehouse.rows("SELECT 1 FROM openapi_operations LIMIT 1"))
    return replace(terms.bounds, keep_paths=documented)


def _note_merged(
    warehouse: Warehouse, merged: Sequence[Origin], load_id: int, format_name: str, now: datetime
) -> None:
    if merged:
        names = {"sources": [o.source for o in merged], "fingerprints": [o.fingerprint for o in merged]}
        values = {**names, "load_id": load_id, "format": format_name, "loaded_at": now}
        warehouse.execute(named_sql("ingest", "insert_merged_loads"), values)


def _lent(calls: pa.Table, stretches: Sequence[Prepared]) -> dict[LiteralString, pa.Table]:
    pieces = [piece for stretch in stretches for piece in stretch.pieces]
    return {
        "staged": calls,
        "prepared_endpoints": pa.concat_tables(piece.endpoints for piece in pieces),
        "prepared_credentials": pa.concat_tables(piece.credentials for piece in pieces),
        "staged_rejects": pa.concat_tables(piece.rejects for piece in pieces),
    }


def _sifted(warehouse: Warehouse, stretches: Sequence[Prepared]) -> tuple[pa.Table, Counts]:
    """Return the calls without those that are there already, and what became of all lines."""
    pieces = [piece for stretch in stretches for piece in stretch.pieces]
    calls = pa.concat_tables(piece.calls for piece in pieces)
    rejects, read = sum(len(piece.refused) for piece in pieces), len(calls)
    if calls["request_id"].null_count < read:
        calls = _fresh(warehouse, calls)
    return calls, Counts(read + rejects, len(calls), read - len(calls), rejects)


def _fresh(warehouse: Warehouse, calls: pa.Table) -> pa.Table:
    span = arrow.min_max(calls["ts"])
    terms = {"first_ts": span["min"].as_py(), "last_ts": span["max"].as_py()}
    places = pa.array(np.arange(len(calls)))
    with warehouse.lent("staged", calls.append_column("place", places)):
        duplicates = warehouse.table(named_sql("ingest", "stage_duplicates"), terms)["place"]
    if not len(duplicates):
        return calls
    return calls.filter(arrow.invert(arrow.is_in(places, value_set=duplicates)))


def _next_load_id(warehouse: Warehouse) -> int:
    number: int = warehouse.one("SELECT coalesce(max(load_id), 0) + 1 FROM loads")[0]
    return number


def _insert(warehouse: Warehouse, terms: Terms, load_id: int) -> None:
    warehouse.execute(named_sql("ingest", "stage_days"), {"zone": terms.zone})
    for step in ("stage_endpoint_names", "stage_credential_names", "stage_paths", "stage_credentials"):
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
