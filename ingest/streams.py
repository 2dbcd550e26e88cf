"""Files, compressed files and standard input as one stream of uncompressed bytes."""

from __future__ import annotations

import io
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Protocol

import zstandard

from ingest.envelopes import Unwrapping, unwrap_for

STDIN = "-"
_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
SAMPLE_BYTES = 1 << 20
_CHUNK_BYTES = 1 << 16  # of packed bytes: a thousand times as much may come out


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


class Unpacking(io.RawIOBase):
    """Uncompressed bytes of a compressed stream, as far as it is whole.

    Attributes
    ----------
    damage
        Why the stream ended before its end; None when it is whole (so far).
    """

    def __init__(self, packed: BinaryIO, fresh: Callable[[], _Decompressor]) -> None:
        self._packed = packed
        self._fresh = fresh
        self._member = fresh()
        self._begun = False
        self._ready = b""
        self._ended = False
        self.damage: str | None = None

    @property
    def packed_position(self) -> int:
        """How much of the packed data was read."""
        return self._packed.tell()

    def close(self) -> None:
        """Close the packed stream too."""
        if self._packed is not sys.stdin.buffer:
            self._packed.close()
        super().close()

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill the buffer; 0 at the end or at the first damage."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # io promises a writable buffer
        while not self._ready and not self._ended:
            self._more()
        given = self._ready[: len(view)]
        view[: len(given)] = given
        self._ready = self._ready[len(given) :]
        return len(given)

    def _more(self) -> None:
        chunk = self._member.unused_data if self._member.eof else b""
        chunk = chunk or self._packed.read(_CHUNK_BYTES)
        if not chunk:
            self._end("the compressed data ends too early" if self._begun and not self._member.eof else None)
            return
        if self._member.eof:
            self._member = self._fresh()
        try:
            self._ready = self._member.decompress(chunk)
        except (zlib.error, zstandard.ZstdError) as error:
            self._end(f"the compressed data is damaged ({error})")
        self._begun = True

    def _end(self, damage: str | None) -> None:
        self._ended = True
        self.damage = damage


def open_stream(source: str) -> tuple[BinaryIO, Unpacking | None]:
    """Open a path or `-`; what is packed (told by its first bytes) is unpacked.

    Returns
    -------
    tuple
        The bytes, and the unpacker when there is one.

    Raises
    ------
    OSError
        When it cannot be opened.
    """
    packed: BinaryIO = sys.stdin.buffer if source == STDIN else Path(source).open("rb")  # noqa: SIM115 - Input closes it
    magic = packed.peek(4)[:4] if isinstance(packed, io.BufferedReader) else b""
    if magic.startswith(_GZIP_MAGIC):
        unpacking = Unpacking(packed, lambda: zlib.decompressobj(wbits=31))
    elif magic == _ZSTD_MAGIC:
        unpacking = Unpacking(packed, lambda: zstandard.ZstdDecompressor().decompressobj())
    else:
        return packed, None
    return io.BufferedReader(unpacking, 1 << 20), unpacking


class Input:
    """A source that is read once from front to end, from any offset of its uncompressed text.

    Attributes
    ----------
    source
        Path, or `-`.
    head
        Its first bytes, at most SAMPLE_BYTES.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self._open()

    def _open(self) -> None:
        self._stream, self._unpacking = open_stream(self.source)
        self.head = self._stream.read(SAMPLE_BYTES)
        self._unwrapping: Unwrapping | None = None
        unwrap = unwrap_for(self.head)
        if unwrap is not None:
            self._unwrapping = Unwrapping(self.head, self._stream, unwrap)
            self._stream = io.BufferedReader(self._unwrapping, SAMPLE_BYTES)
            self.head = self._stream.read(SAMPLE_BYTES)
        self._pending = self.head

    @property
    def damage(self) -> str | None:
        """Why compressed data ended early, if it did."""
        return self._unpacking.damage if self._unpacking else None

    @property
    def growing(self) -> bool:
        """Whether something may still be appended: it is a plain file."""
        return self._unpacking is None and self._unwrapping is None and self.source != STDIN

    @property
    def bytes_total(self) -> int | None:
        """Its size on disk; None for a stream."""
        return None if self.source == STDIN else Path(self.source).stat().st_size

    @property
    def bytes_done(self) -> int:
        """How much of it, as it lies on disk, was read."""
        if self.source == STDIN:
            return 0
        if self._unpacking:
            return self._unpacking.packed_position
        return self._unwrapping.wrapped_position if self._unwrapping else self._stream.tell()

    def read(self, size: int) -> bytes:
        """Return the next bytes, fewer only at the end."""
        if not self._pending:
            return self._stream.read(size)
        given, self._pending = self._pending[:size], self._pending[size:]
        return given if len(given) == size else given + self._stream.read(size - len(given))

    def readinto(self, buffer: memoryview) -> int:
        """Fill a buffer with the next bytes and return how many; fewer than it holds only at the end."""
        given = min(len(self._pending), len(buffer))
        buffer[:given], self._pending = self._pending[:given], self._pending[given:]
        if given < len(buffer):
            given += self._stream.readinto(buffer[given:])  # type: ignore[attr-defined]  # typing's BinaryIO lacks it
        return given

    def go_to(self, offset: int, window: int) -> bytes | None:
        """Read on to an offset; return the `window` bytes before it, or None when the text ends before it."""
        if self.growing and self._stream.seekable():
            self._pending = b""
            self._stream.seek(offset - window)
            before = self._stream.read(window)
            return before if len(before) == window else None
        position, before = 0, b""
        while position < offset:
            chunk = self.read(min(SAMPLE_BYTES, offset - position))
            if not chunk:
                return None
            position += len(chunk)
            before = (before + chunk)[-window:]
        return before

    def restart(self) -> bool:
        """Begin again at the front; False for what can be read only once."""
        if self.source == STDIN:
            return False
        self.close()
        self._open()
        return True

    def close(self) -> None:
        """Close the file."""
        if self.source != STDIN:
            self._stream.close()
