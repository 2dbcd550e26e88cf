"""From the tap's spool to calls, exactly once: segments' rows and the note of them are one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from foundation import InputError, Warehouse
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
from ingest import Counts, JsonLines, Origin, Reading, Terms, load_text
from pivotwatch.stages.shipping import ShippedFolder

SOURCE_PREFIX = "spool:"
"""In front of a segment's name, in the column `loads.source`."""

_KEPT_FOLDER = "loaded"
_MERGED_BYTES = 32 << 20

_Sealed = tuple[SegmentName, Path]


@dataclass(frozen=True, slots=True)
class LoadedSegment:
    """What became of one segment.

    Attributes
    ----------
    counts
        Lines, calls, duplicates, rejects; all 0 when it had been loaded before and only its file remained,
        or when it was loaded together with an older one, which then has the counts of both.
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
    writing
        Lends the store for one transaction, so that others who write get their turn in between.
    readings
        Every format by name.
    terms
        Makes what holds for a load, at the time of the load.
    keep_loaded
        Move loaded segments to `loaded/` instead of deleting them.
    merged_bytes
        Small segments of one source and format are loaded together up to this size.
    shipped
        Folders with segments of taps elsewhere, which are fetched first and removed when they are loaded.
    """

    writing: Callable[[], AbstractContextManager[Warehouse]]
    folder: Path
    readings: Mapping[str, Reading]
    terms: Callable[[], Terms]
    keep_loaded: bool = False
    merged_bytes: int = _MERGED_BYTES
    shipped: Sequence[ShippedFolder] = ()

    def load_all(self) -> Iterator[LoadedSegment]:
        """Load every sealed segment, oldest first; also those that a dead tap left open.

        A process killed anywhere in here leaves either no trace of a segment in the store, or all of it
        and its file: the next run then removes the file without loading it again.

        Raises
        ------
        InputError
            After all else is loaded, when a folder of segments elsewhere could not be reached.
        """
        fetched, unreachable = self._fetched()
        yield from self._load_here()
        for place, names in fetched:
            place.remove(name for name in names if not (self.folder / f"{name}{SEALED}").exists())
        if unreachable:
            raise InputError("\n".join(map(str, unreachable)))

    def _fetched(self) -> tuple[list[tuple[ShippedFolder, Sequence[SegmentName]]], list[InputError]]:
        """Fetch what is new elsewhere; return what each folder holds, and what went wrong."""
        fetched, wrong = [], []
        for place in self.shipped:
            try:
                names = place.listed()
                with self.writing() as warehouse:
                    known = loaded_before(warehouse, names)
                self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                place.fetch((name for name in names if name not in known), self.folder)
            except InputError as error:
                wrong.append(error)
            else:
                fetched.append((place, names))
        return fetched, wrong

    def _load_here(self) -> Iterator[LoadedSegment]:
        if not self.folder.is_dir():
            return
        recover(self.folder)
        for batch in merged(list(listed(self.folder, SEALED)), self.merged_bytes):
            reading = self.readings.get(batch[0][0].format)
            if reading is None:
                yield from (LoadedSegment(name, Counts(), _unknown(name.format)) for name, _ in batch)
                continue
            loaded = self._load(batch, reading)
            self._put_away([file for _, file in batch])
            self._tell_tap(batch[0][0].source, sum((one.counts for one in loaded), Counts()))
            yield from loaded

    def _load(self, batch: Sequence[_Sealed], reading: Reading) -> list[LoadedSegment]:
        with self.writing() as warehouse:
            known = loaded_before(warehouse, [name for name, _ in batch])
            fresh = [(name, file.read_bytes()) for name, file in batch if name not in known]
            counts = self._load_fresh(warehouse, fresh, reading) if fresh else Counts()
        first = fresh[0][0] if fresh else None
        return [LoadedSegment(name, counts if name == first else Counts()) for name, _ in batch]

    def _load_fresh(
        self, warehouse: Warehouse, fresh: Sequence[tuple[SegmentName, bytes]], reading: Reading
    ) -> Counts:
        data = b"".join(part for _, part in fresh)
        first, *others = (_origin(name, part) for name, part in fresh)
        suited = with_envelope_ids(reading, data)
        return load_text(warehouse, data, suited, first, self.terms(), merged=others)

    def _put_away(self, files: Sequence[Path]) -> None:
        kept = self.folder / _KEPT_FOLDER
        if self.keep_loaded:
            kept.mkdir(exist_ok=True, mode=0o700)
        for file in files:
            if self.keep_loaded:
                file.rename(kept / file.name)
            else:
                file.unlink()
        sync_folder(self.folder)

    def _tell_tap(self, source: str, counts: Counts) -> None:
        state = read_loader_state(self.folder)
        known = state.get(source, LoadedCounts())
        state[source] = known.plus(counts.calls, counts.rejects, counts.duplicates)
        write_loader_state(self.folder, state)


def loaded_before(warehouse: Warehouse, names: Sequence[SegmentName]) -> set[SegmentName]:
    """Return those that are in the store already, and whose files a killed loader left."""
    sources = {f"{SOURCE_PREFIX}{name}": name for name in names}
    found = warehouse.rows("SELECT source FROM loads WHERE list_contains(?, source)", [list(sources)])
    return {sources[source] for (source,) in found}


def merged(segments: Sequence[_Sealed], most_bytes: int) -> Iterator[list[_Sealed]]:
    """Yield what is loaded in one transaction: segments of one source and format, oldest first.

    A transaction costs some tenths of a second however little it brings, so after a long pause of the loader
    thousands of small segments would take minutes one by one.

    Parameters
    ----------
    most_bytes
        Of one batch; a larger segment is a batch of its own.
    """
    batches: dict[tuple[str, str], list[_Sealed]] = {}
    sizes: dict[tuple[str, str], int] = {}
    for name, file in segments:
        key, size = (name.source, name.format), file.stat().st_size
        if key in batches and sizes[key] + size > most_bytes:
            yield batches.pop(key)
        sizes[key] = sizes[key] + size if key in batches else size
        batches.setdefault(key, []).append((name, file))
    yield from batches.values()


def _origin(name: SegmentName, data: bytes) -> Origin:
    return Origin(f"{SOURCE_PREFIX}{name}", f"{len(data)}:{hashlib.sha256(data).hexdigest()[:32]}")


def _unknown(format_name: str) -> str:
    return f"is kept: there is no format {format_name} any more; put it back into the settings"


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
