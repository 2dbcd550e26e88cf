"""One look at the files: new lines become a segment, and the segment and the marks become true together."""

from __future__ import annotations

import fcntl
import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from foundation import HomeBusyError
from gateway_tap.columns import HEADER_MARK, last_header
from gateway_tap.settings import FileTailSettings
from gateway_tap.spool import SEALED, SegmentName, sync_folder
from gateway_tap.tail.finding import Seen, matched, missing, still_missing
from gateway_tap.tail.marks import Mark, State, read_state, write_state
from gateway_tap.tail.reading import LineReader, look

_PART = ".part"
_STATE = "file_tail.json"
_LOCK = "file_tail.lock"


class Tailer:
    """Follows files into a spool folder, each line exactly once.

    The commit point is the replacement of the state file: before it, a new segment has no final name and is
    thrown away at the next start; after it, the next start gives it its name.

    Parameters
    ----------
    source
        The source's name in segment names.
    folder
        The spool's folder.
    prepare
        From lines to lines as they may be written (secrets out).

    Raises
    ------
    HomeBusyError
        When another process follows files into the same spool.
    """

    def __init__(
        self, source: str, folder: Path, settings: FileTailSettings, prepare: Callable[[bytes], bytes]
    ) -> None:
        self._source = source
        self._folder = folder
        self._settings = settings
        self._prepare = prepare
        self._reader = LineReader()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = _locked(folder / _LOCK)
        self._state = read_state(folder / _STATE)
        self._recover()

    def close(self) -> None:
        """Let another process follow the files."""
        os.close(self._lock)

    def tick(self) -> dict[str, tuple[int, int]]:
        """Look once; returns by format how many records and bytes were handed to the loader."""
        known = self._state.marks
        seen = look(self._settings.files, self._state)
        marks, blobs = self._read(seen, matched(seen, known))
        marks = [*still_missing(marks, missing(seen, known)), *marks]
        whole = {name: b"".join(parts) for name, parts in blobs.items()}
        if whole or marks != list(known):
            self._commit(marks, whole)
        return {name: (_records_in(blob), len(blob)) for name, blob in whole.items()}

    def _read(self, seen: Sequence[Seen], marks: Sequence[Mark]) -> tuple[list[Mark], dict[str, list[bytes]]]:
        blobs: dict[str, list[bytes]] = defaultdict(list)
        moved: list[Mark] = []
        for file, mark in zip(seen, marks, strict=True):
            after, data = (mark, b"") if mark.shadow else self._read_on(file, mark)
            moved.append(after)
            clean = self._prepare(data)
            if clean:
                blobs[mark.format].append(clean)
        return moved, blobs

    def _read_on(self, file: Seen, mark: Mark) -> tuple[Mark, bytes]:
        """Read what is new; each piece begins with the header that holds for it: the loader sees it alone."""
        data = self._reader.read(file, mark.offset, self._settings.chunk_bytes)
        after = replace(mark, offset=mark.offset + len(data))
        if header := last_header(data):
            after = replace(after, header=header.decode("utf-8", "replace"))
        if data and mark.header and not data.startswith(HEADER_MARK):
            data = mark.header.encode() + b"\n" + data
        return after, data

    def _commit(self, marks: Sequence[Mark], blobs: dict[str, bytes]) -> None:
        names = [str(SegmentName.new(self._source, format_name)) for format_name in blobs]
        for name, blob in zip(names, blobs.values(), strict=True):
            with (self._folder / f"{name}{_PART}").open("wb") as handle:
                handle.write(blob)
                handle.flush()
                os.fsync(handle.fileno())
        self._state = write_state(self._folder / _STATE, State(marks, names))
        self._publish(names)

    def _publish(self, names: Sequence[str]) -> None:
        for name in names:
            part = self._folder / f"{name}{_PART}"
            if part.exists():
                part.rename(self._folder / f"{name}{SEALED}")
        if names:
            sync_folder(self._folder)

    def _recover(self) -> None:
        self._publish(self._state.pending)
        for part in self._folder.glob(f"{self._source}.*{_PART}"):
            part.unlink()  # its lines are still in the file, before the mark


def _records_in(blob: bytes) -> int:
    """Return how many lines are no comments; a record of JSON or text does not begin with a hash."""
    return blob.count(b"\n") - blob.count(b"\n#") - blob.startswith(b"#")


def _locked(file: Path) -> int:
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise HomeBusyError(f"Another tap follows files into {file.parent}; stop it first.") from error
    return handle
