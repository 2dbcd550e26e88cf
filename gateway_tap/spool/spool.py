"""The durable spool: many threads append, one thread writes, and one fsync answers for all who waited."""

from __future__ import annotations

import shutil
import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from gateway_tap.settings import SpoolSettings
from gateway_tap.spool.refusals import BusyError, SpoolFullError, StoppingError
from gateway_tap.spool.segments import OPEN, SEALED, is_name, recover
from gateway_tap.spool.writer import SegmentWriter

_Key = tuple[str, str]
_LOOK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class _Append:
    key: _Key
    blob: bytes
    done: Future[None]


class Spool:
    """Appends records to segments; use it as a context manager.

    Group commit: while one fsync runs, everything that arrives waits for the next one, so the number of
    syncs does not grow with the number of requests.

    Parameters
    ----------
    folder
        Where the segments are; made when missing. What a dead process left open there is sealed first.
    bounds
        Of memory, disk and segments.
    """

    def __init__(self, folder: Path, bounds: SpoolSettings) -> None:
        self.folder = folder
        self._bounds = bounds
        self._changed = threading.Condition()
        self._waiting: list[_Append] = []
        self._in_flight = 0
        self._stopping = False
        self._writers: dict[_Key, SegmentWriter] = {}
        self._used = 0
        self._free = 0
        self._looked_at = 0.0
        self._thread = threading.Thread(target=self._run, name="spool", daemon=True)

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        recover(self.folder)
        self._look(time.monotonic())
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        self._thread.join()

    @property
    def used_bytes(self) -> int:
        """Sum of all segments, open and sealed, at the last look."""
        return self._used

    @property
    def in_flight_bytes(self) -> int:
        """What is in memory on its way to the disk."""
        return self._in_flight

    def check(self, n_bytes: int) -> None:
        """Refuse now what would be refused at `append`, before a body is even read.

        Raises
        ------
        BusyError, SpoolFullError, StoppingError
        """
        if self._stopping:
            raise StoppingError("The tap is stopping.")
        if self._in_flight + n_bytes > self._bounds.in_flight_bytes:
            raise BusyError("Too much is on its way to the disk.")
        if self._used + self._in_flight + n_bytes > self._bounds.most_bytes:
            raise SpoolFullError("The spool is full: the loader is behind.")
        if self._free - self._in_flight - n_bytes < self._bounds.keep_free_bytes:
            raise SpoolFullError("The disk of the spool is almost full.")

    def append(self, source: str, format_name: str, blob: bytes) -> Future[None]:
        """Hand over records; the future is done when they are on disk, or fails with a Refusal.

        Never blocks on the disk; safe from any thread.

        Parameters
        ----------
        blob
            Records, each ended by a newline.

        Raises
        ------
        Refusal
            At once, when bounds are reached; nothing was kept.
        ValueError
            When source or format cannot be part of a file name, or the blob is not newline-ended.
        """
        if not (is_name(source) and is_name(format_name)):
            raise ValueError(f"{source!r} and {format_name!r} must be lower case letters, digits and _.")
        if blob[-1:] != b"\n":
            raise ValueError("Records must end with a newline.")
        done: Future[None] = Future()
        with self._changed:
            self.check(len(blob))
            self._in_flight += len(blob)
            self._waiting.append(_Append((source, format_name), blob, done))
            self._changed.notify_all()
        return done

    def _run(self) -> None:
        while True:
            with self._changed:
                if not self._waiting and not self._stopping:
                    self._changed.wait(self._nap_seconds())
                batch, self._waiting = self._waiting, []
                last = self._stopping and not batch
            self._write(batch)
            self._roll(time.monotonic(), everything=last)
            if last:
                return

    def _nap_seconds(self) -> float:
        return min(_LOOK_SECONDS, self._bounds.segment_seconds / 4)

    def _write(self, batch: Iterable[_Append]) -> None:
        by_key: dict[_Key, list[_Append]] = defaultdict(list)
        for item in batch:
            by_key[item.key].append(item)
        for key, items in by_key.items():
            blob = b"".join(item.blob for item in items)
            failure = self._write_one(key, blob)
            with self._changed:
                self._in_flight -= len(blob)
            for item in items:
                # a waiter that went away has cancelled its future
                if item.done.set_running_or_notify_cancel():
                    if failure is None:
                        item.done.set_result(None)
                    else:
                        item.done.set_exception(failure)

    def _write_one(self, key: _Key, blob: bytes) -> Exception | None:
        try:
            if key not in self._writers:
                self._writers[key] = SegmentWriter(self.folder, *key, opened_at=time.monotonic())
            self._writers[key].write(blob)
        except OSError as error:
            self._give_up(key)
            return SpoolFullError(f"The spool cannot be written: {error.strerror}.")
        self._used += len(blob)
        if self._writers[key].bytes >= self._bounds.segment_bytes:
            self._writers.pop(key).close()
        return None

    def _give_up(self, key: _Key) -> None:
        writer = self._writers.pop(key, None)
        if writer is not None:
            try:
                writer.close()
            except OSError:
                # the next start or the loader recovers it
                return

    def _roll(self, now: float, *, everything: bool) -> None:
        for key, writer in list(self._writers.items()):
            if everything or now - writer.opened_at >= self._bounds.segment_seconds:
                self._give_up(key)
        if now - self._looked_at >= _LOOK_SECONDS:
            self._look(now)

    def _look(self, now: float) -> None:
        self._looked_at = now
        try:
            self._used = _sum_of_segments(self.folder)
            self._free = shutil.disk_usage(self.folder).free
        except OSError:
            self._free = 0  # the folder is gone or unreadable: refuse until it is back


def _sum_of_segments(folder: Path) -> int:
    total = 0
    for file in folder.iterdir():
        if file.suffix in {OPEN, SEALED}:
            try:
                total += file.stat().st_size
            except FileNotFoundError:
                continue  # the loader has just finished with it
    return total
