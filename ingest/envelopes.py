"""Files whose lines lie in envelopes become plain lines, before anything else looks at them.

Container logs (CRI, Docker), JSON behind a syslog head, JSON lists, and what clouds put around records:
CloudWatch, Firehose, Event Hub, CloudTrail, Pub/Sub, Loki.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

import msgspec

from gateway_tap import Refusal, is_envelope, unwrapped

Lines = Iterator[bytes]
Unwrap = Callable[[Lines], Lines]

_CHUNK_BYTES = 1 << 20
_LOOKED_AT_BYTES = 1 << 14
_MOST_BYTES = 1 << 29  # of one envelope; they come in files of a few MB
_CRI_HEAD = rb"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d) (?:stdout|stderr) "
_CRI = re.compile(_CRI_HEAD + rb"[FP] ")
_CRI_WHOLE = re.compile(rb"(?:^|\x00)" + _CRI_HEAD + rb"F ", re.MULTILINE)
_CRI_PART = re.compile(rb"(?:^|\x00)" + _CRI_HEAD + rb"P (.*)\n", re.MULTILINE)
# RFC 5424 and RFC 3164 as daemons write them down, where a JSON object follows: it tells its own time
_SYSLOG = re.compile(
    rb"^(?:<\d{1,3}>)?(?:1 \S+ \S+ \S+ \S+ \S+ (?:-|\[[^\n]*?\]) |"
    rb"(?:\w{3} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S+)(?: [\w.:-]+)? [\w./-]+(?:\[\d+\])?: )"
    rb"(?:\xef\xbb\xbf|@cee: ?)?(?=\{)",
    re.MULTILINE,
)
_DOCKER = re.compile(rb'\{"log":\s?".*"stream":\s?"(?:stdout|stderr)"')


class _DockerLine(msgspec.Struct):
    log: str


_DOCKER_LINES = msgspec.json.Decoder(_DockerLine)


class Unwrapping(io.RawIOBase):
    """The plain lines of a stream in envelopes.

    Parameters
    ----------
    wrapped
        What is read; closed with this.
    """

    def __init__(self, head: bytes, wrapped: BinaryIO, unwrap: Unwrap) -> None:
        self._wrapped = wrapped
        self._pieces = unwrap(_whole_lines(head, wrapped))
        self._ready = memoryview(b"")

    @property
    def wrapped_position(self) -> int:
        """How much was read of what is in envelopes."""
        return self._wrapped.tell()

    def close(self) -> None:
        """Close the wrapped stream too."""
        self._wrapped.close()
        super().close()

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill the buffer; 0 at the end."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # io promises a writable buffer
        while not self._ready:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._ready = memoryview(piece)
        given = self._ready[: len(view)]
        view[: len(given)] = given
        self._ready = self._ready[len(given) :]
        return len(given)


def unwrap_for(head: bytes) -> Unwrap | None:
    """Return what takes the lines of a text out of their envelopes; None when they lie in none."""
    if _CRI.match(head):
        return _out_of_cri
    if _SYSLOG.search(head[:_LOOKED_AT_BYTES]):  # a daemon's own words may come first
        return _out_of_syslog
    if _DOCKER.match(head.partition(b"\n")[0]):
        return _out_of_docker
    if not is_envelope(head):
        return None
    first, end, _ = head.partition(b"\n")
    # a list or object spread over lines is read as a whole
    return _out_of_json if not end or _is_json(first) else lambda lines: _out_of_json(_gathered(lines))


def _is_json(text: bytes) -> bool:
    try:
        msgspec.json.decode(text, type=msgspec.Raw)
    except msgspec.DecodeError:
        # objects that follow one another without a break are fine too
        return text.rstrip().endswith(b"}") and b"}{" in text
    return True


def _whole_lines(head: bytes, stream: BinaryIO) -> Lines:
    """Yield the text in pieces that end with a line; a line longer than the bound is cut."""
    rest = bytearray(head)
    while True:
        cut = rest.rfind(b"\n") + 1 or (len(rest) if len(rest) > _MOST_BYTES else 0)
        if cut:
            yield bytes(rest[:cut])
            del rest[:cut]
        more = stream.read(_CHUNK_BYTES)
        if not more:
            break
        rest += more
    if rest:
        yield bytes(rest)


def _gathered(lines: Lines) -> Lines:
    text = bytearray()
    for piece in lines:
        text += piece
        if len(text) > _MOST_BYTES:
            break
    yield bytes(text)
    yield from lines


def _out_of_cri(lines: Lines) -> Lines:
    """Take off what the container runtime puts before each line, and join what it has cut."""
    part = b""
    for piece in lines:
        text = (
            _CRI_WHOLE.sub(b"", _CRI_PART.sub(b"\\1\x00", part + piece)) if b" P " in piece or part else None
        )
        if text is None:
            yield _CRI_WHOLE.sub(b"", piece)
            continue
        whole, end, part = text.rpartition(b"\n")
        yield (whole + end).replace(b"\x00", b"")
    if part:
        yield part.replace(b"\x00", b"")


def _out_of_syslog(lines: Lines) -> Lines:
    """Take off the head before each JSON object; other messages keep theirs."""
    for piece in lines:
        yield _SYSLOG.sub(b"", piece)


def _out_of_docker(lines: Lines) -> Lines:
    """Take the text out of Docker's `{"log": ...}`; it brings its line break along, unless it was cut."""
    for piece in lines:
        try:
            yield "".join([line.log for line in _DOCKER_LINES.decode_lines(piece)]).encode()
        except msgspec.DecodeError:
            yield piece


def _out_of_json(lines: Lines) -> Lines:
    for piece in lines:
        try:
            records = unwrapped(piece, _MOST_BYTES)
        except Refusal:
            records = piece
        if records:
            yield records + b"\n"
