"""`ingest`: files in, calls and usage out, each line exactly once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from foundation import InputError, Warehouse, pandas_left_out
from ingest.detection import detect
from ingest.files import Wanted
from ingest.format import Headed
from ingest.ledger import HEAD_BYTES, Ledger, Loaded, fingerprint_of
from ingest.loading import Loader
from ingest.reading import Reading
from ingest.segments import Segment, read_ahead, segments
from ingest.small_files import Batch, SmallFile, small_file
from ingest.staging import Staging, header_in
from ingest.streams import SAMPLE_BYTES, STDIN, Input
from ingest.terms import Counts, FileResult, Origin, Progress, Terms


@dataclass(frozen=True, slots=True)
class _Start:
    """Where in a file to begin."""

    fingerprint: str
    format: str | None = None
    offset: int = 0
    lines_before: int = 0
    note: str = ""


class NotALogError(InputError):
    """No known format reads anything of a file."""


class Ingestion:
    """One run over several files.

    Blank lines are no records and are not counted. A last line without a line break is loaded if it reads as
    a call; else it may still be being written: it is left, and the next run begins with it.

    Parameters
    ----------
    readings
        The formats to choose from; one, if the user named it.
    segment_bytes
        How much text is loaded in one transaction.
    on_progress
        Called after each segment.
    """

    def __init__(
        self,
        warehouse: Warehouse,
        readings: Mapping[str, Reading],
        terms: Terms,
        segment_bytes: int,
        on_progress: Callable[[Progress], None],
    ) -> None:
        self._warehouse = warehouse
        self._readings = readings
        self._terms = terms
        self._segment_bytes = segment_bytes
        self._on_progress = on_progress
        self._staging = Staging(warehouse)
        self._loader = Loader(warehouse, terms, self._staging)
        self._ledger = Ledger(warehouse)

    def ingest_all(self, files: Iterable[Wanted]) -> Iterator[FileResult]:
        """Load several files, small ones together; each result comes when it is known, in their order."""
        batch = Batch()
        for wanted in files:
            small = small_file(wanted, self._readings, self._ledger)
            if small is not None and batch.files and not batch.takes(small):
                yield from self._together(batch)
                batch = Batch()
                # what the batch held is in the ledger only now, and may be how this file begins
                small = small_file(wanted, self._readings, self._ledger)
            if small is not None:
                batch.add(small)
                continue
            yield from self._together(batch)
            batch = Batch()
            yield self.ingest(wanted)
        yield from self._together(batch)

    def _together(self, batch: Batch) -> Iterator[FileResult]:
        """Load a batch; a file of it that is not as good as it looked is loaded by itself."""
        if len(batch.files) <= 1:
            yield from (self.ingest(file.wanted) for file in batch.files)
            return
        started = time.perf_counter()
        with pandas_left_out():
            loaded = self._loader.load_together(
                [(file.segment, file.origin) for file in batch.files], batch.files[0].reading
            )
        seconds = (time.perf_counter() - started) / len(batch.files)
        for place, file in enumerate(batch.files):
            if place in loaded:
                yield self._told(file, loaded[place], seconds)
            else:
                yield self.ingest(file.wanted)

    def _told(self, file: SmallFile, counts: Counts, seconds: float) -> FileResult:
        name = file.origin.source
        self._on_progress(Progress(name, counts.lines, file.bytes_on_disk, file.bytes_on_disk))
        return FileResult(name, file.reading.name, counts, seconds)

    def ingest(self, wanted: Wanted) -> FileResult:
        """Load what of a file is not loaded yet; a file that cannot be read is a result, not an error."""
        started = time.perf_counter()
        name = "stdin" if wanted.source == STDIN else wanted.source
        try:
            with pandas_left_out():
                form, counts, note = self._ingest(wanted.source, name)
        except (OSError, NotALogError) as error:
            note = f"cannot be read: {error.strerror or error}" if isinstance(error, OSError) else str(error)
            seconds = time.perf_counter() - started
            return FileResult(name, None, Counts(), seconds, note, failed=wanted.named)
        return FileResult(name, form, counts, time.perf_counter() - started, note)

    def _ingest(self, source: str, name: str) -> tuple[str | None, Counts, str]:
        text = Input(source)
        try:
            if not text.head:
                return None, Counts(), text.damage or "is empty"
            start = self._start(text)
            reading = self._reading(text, start)
            origin = Origin(name, start.fingerprint)
            counts = Counts()
            for segment in self._segments(text, start, reading):
                loaded, done = self._loader.load(segment, reading, origin)
                counts += loaded
                self._on_progress(Progress(name, counts.lines, text.bytes_done, text.bytes_total))
                if done.end_offset < segment.end_offset:
                    unfinished = "its last line is not finished and was left for the next time"
                    return reading.name, counts, _joined(start.note, unfinished, text.damage)
            return reading.name, counts, _joined(start.note, text.damage)
        finally:
            text.close()

    def _segments(self, text: Input, start: _Start, reading: Reading) -> Iterator[Segment]:
        """Yield what is loaded in one transaction each; of a large text the next one is read meanwhile."""
        found = self._under_headers(text, start, reading)
        return found if len(text.head) < SAMPLE_BYTES else read_ahead(found)

    def _under_headers(self, text: Input, start: _Start, reading: Reading) -> Iterator[Segment]:
        header = _header_before(text.source, start.offset, reading)
        for found in segments(text, start.offset, start.lines_before, self._segment_bytes):
            segment, header = _under_header(found, header, reading)
            yield segment

    def _reading(self, text: Input, start: _Start) -> Reading:
        if len(self._readings) == 1:
            return next(iter(self._readings.values()))
        if start.format is not None and start.format in self._readings:
            return self._readings[start.format]
        found = detect(self._staging, text.head, self._readings, self._terms.bounds)
        if found is None:
            raise NotALogError(
                "no known format reads any of its first lines (`pivotwatch formats` lists them; "
                "ingest.nginx_log_formats and ingest.fields add your own)"
            )
        return found

    def _start(self, text: Input) -> _Start:
        """Find where to go on in a file that is known, or the front of a new one."""
        head = text.head[:HEAD_BYTES]
        known: list[Loaded] = []
        for file in self._ledger.files_like(head):
            known.append(file)
            before = text.go_to(file.end_offset, file.checkpoint_bytes)
            if before is not None and file.continues(before):
                return _continued(text, file, before)
            if before is None and text.damage is None:
                # shorter than what was loaded from it: cut off since then, so all of it is there already
                note = "is shorter than what was loaded from it before; nothing of it is new"
                return _Start(file.fingerprint, file.format, file.end_offset, file.end_line, note)
            if not text.restart():
                raise NotALogError(
                    "begins like a file loaded before, but differs later; save it as a file first"
                )
        variant = 1 + sum(
            file.fingerprint.partition("#")[0] == fingerprint_of(head).partition("#")[0] for file in known
        )
        note = "begins like a file loaded before, but differs later: it was loaded as a file of its own"
        return _Start(fingerprint_of(head, variant), note=note if known else "")


def _continued(text: Input, file: Loaded, before: bytes) -> _Start:
    offset, lines_before = file.end_offset, file.end_line
    if not before.endswith(b"\n"):
        # its last line was loaded without its line break: what follows up to the break belongs to it
        while byte := text.read(1):
            offset += 1
            if byte == b"\n":
                lines_before += 1
                break
    return _Start(file.fingerprint, file.format, offset, lines_before)


def _header_before(source: str, offset: int, reading: Reading) -> bytes:
    """Return the line that names the fields at this place of a file; it may stand anywhere before."""
    if not offset or source == STDIN or not isinstance(reading.format.reader, Headed):
        return b""
    text = Input(source)
    try:
        header = b""
        for segment in segments(text, 0, 0, SAMPLE_BYTES):
            if segment.start_offset >= offset:
                break
            header = header_in(segment.text[: offset - segment.start_offset]) or header
        return header
    finally:
        text.close()


def _under_header(segment: Segment, header: bytes, reading: Reading) -> tuple[Segment, bytes]:
    """Return the segment with the header that holds at its beginning, and the one that holds after it."""
    if not isinstance(reading.format.reader, Headed):
        return segment, b""
    return replace(segment, header=header), header_in(segment.text) or header


def _joined(*notes: str | None) -> str:
    return "; ".join(note for note in notes if note)
