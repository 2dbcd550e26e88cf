"""The open segment of one source and format."""

from __future__ import annotations

import os
from pathlib import Path

from gateway_tap.spool.segments import OPEN, SegmentName, lock_created, seal, sync_folder


class SegmentWriter:
    """Appends whole batches and tells when they are on disk.

    Not for several threads at once.

    Attributes
    ----------
    bytes
        What is on disk and answered for.
    opened_at
        By the caller's monotonic clock.
    """

    def __init__(self, folder: Path, source: str, format_name: str, opened_at: float) -> None:
        self.name = SegmentName.new(source, format_name)
        self.opened_at = opened_at
        self.bytes = 0
        self._file = folder / f"{self.name}{OPEN}"
        self._handle = lock_created(self._file)
        sync_folder(folder)

    def write(self, blob: bytes) -> None:
        """Append and sync; on OSError nothing of the blob remains, and the writer must be closed."""
        view = memoryview(blob)
        try:
            while view:
                view = view[os.write(self._handle, view) :]
            os.fdatasync(self._handle)
        except OSError:
            # after a failed fsync the kernel may have dropped pages: only what was synced before counts
            os.ftruncate(self._handle, self.bytes)
            raise
        self.bytes += len(blob)

    def close(self) -> None:
        """Seal it for the loader; an empty one vanishes."""
        if self.bytes:
            seal(self._file)
        else:
            self._file.unlink(missing_ok=True)
        os.close(self._handle)
