"""From the tap's spool to calls, exactly once: a segment's rows and the note of it are one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from foundation import Warehouse, named_sql
from gateway_tap import (
    ENVELOPE_ID,
    SEALED,
    LoadedCounts,
    SegmentName,
    listed,
    read_loader_state,
    recover,
    sync_folder,
    write_loader_state,
)
from ingest import Counts, JsonLines, Origin, Reading, Segment, Terms, load

SOURCE_PREFIX = "spool:"
"""In front of a segment's name, in the column `loads.source`."""

_KEPT_FOLDER = "loaded"


@dataclass(frozen=True, slots=True)
class LoadedSegment:
    """What became of one segment.

    Attributes
    ----------
    counts
        Lines, calls, duplicates, rejects; all 0 when it had been loaded before and only its file remained.
    problem
        Why it was left where it is; empty = it was loaded.
    """

    name: SegmentName
    counts: Counts
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SpoolLoader:
    """Loads segments of one spool.

    Attributes
    ----------
    readings
        Every format by name.
    terms
        Makes what holds for a load, at the time of the load.
    keep_loaded
        Move loaded segments to `loaded/` instead of deleting them.
    """

    warehouse: Warehouse
    folder: Path
    readings: Mapping[str, Reading]
    terms: Callable[[], Terms]
    keep_loaded: bool = False

    def load_all(self) -> Iterator[LoadedSegment]:
        """Load every sealed segment, oldest first; also those that a dead tap left open.

        A process killed anywhere in here leaves either no trace of a segment in the store, or all of it
        and its file: the next run then removes the file without loading it again.
        """
        if not self.folder.is_dir():
            return
        recover(self.folder)
        self.warehouse.execute(named_sql("ingest", "_macros"))
        for name, file in list(listed(self.folder, SEALED)):
            reading = self.readings.get(name.format)
            if reading is None:
                problem = f"is kept: there is no format {name.format} any more; put it back into the settings"
                yield LoadedSegment(name, Counts(), problem)
                continue
            counts = Counts() if self._is_loaded(name) else self._load(name, file, reading)
            self._put_away(file)
            self._tell_tap(name.source, counts)
            yield LoadedSegment(name, counts)

    def _is_loaded(self, name: SegmentName) -> bool:
        rows = self.warehouse.rows("SELECT 1 FROM loads WHERE source = ? LIMIT 1", [f"{SOURCE_PREFIX}{name}"])
        return bool(rows)

    def _load(self, name: SegmentName, file: Path, reading: Reading) -> Counts:
        data = file.read_bytes()
        fingerprint = f"{len(data)}:{hashlib.sha256(data).hexdigest()[:32]}"
        counts, _ = load(
            self.warehouse,
            Segment(data, 0, len(data), 0),
            with_envelope_ids(reading, data),
            Origin(f"{SOURCE_PREFIX}{name}", fingerprint),
            self.terms(),
        )
        return counts

    def _put_away(self, file: Path) -> None:
        if self.keep_loaded:
            kept = self.folder / _KEPT_FOLDER
            kept.mkdir(exist_ok=True, mode=0o700)
            file.rename(kept / file.name)
        else:
            file.unlink()
        sync_folder(self.folder)

    def _tell_tap(self, source: str, counts: Counts) -> None:
        state = read_loader_state(self.folder)
        known = state.get(source, LoadedCounts())
        state[source] = known.plus(counts.calls, counts.rejects, counts.duplicates)
        write_loader_state(self.folder, state)


def with_envelope_ids(reading: Reading, data: bytes) -> Reading:
    """Return the reading that takes an envelope's id where a record has no request id of its own.

    Parameters
    ----------
    data
        The segment; without such ids in it the reading stays as it is.
    """
    reader = reading.format.reader
    if not isinstance(reader, JsonLines) or f'"{ENVELOPE_ID}"'.encode() not in data:
        return reading
    structure = {**reader.structure, ENVELOPE_ID: "VARCHAR"}
    own = reading.format.request_id
    request_id = f"coalesce(given({own}), {ENVELOPE_ID})" if own != "NULL" else ENVELOPE_ID
    known = replace(reading.format, reader=replace(reader, structure=structure), request_id=request_id)
    return replace(reading, format=known)
