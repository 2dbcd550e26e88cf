"""Taking records out of the envelopes that gateways send them in; no record is understood here."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Iterable
from typing import Any

import msgspec
import orjson

from gateway_tap.spool import MalformedError, TooLargeError

ENVELOPE_ID = "pivotwatch_envelope_id"
"""Key put in front of a JSON object whose envelope carries the id that its retries share."""

GZIP_MAGIC = b"\x1f\x8b"
"""The first bytes of gzip."""

_BLANK = b" \t\r\n"
_ELEMENTS = msgspec.json.Decoder(list[msgspec.Raw])


def parse(body: bytes) -> Any:
    """Read JSON as gateways write it: broken UTF-8 is replaced rather than refused.

    Raises
    ------
    MalformedError
        When it is no JSON.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(body.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError) as error:
        raise MalformedError("The body is no JSON.") from error


def as_line(record: Any) -> bytes:
    """Return one record as one line: JSON for objects, text as it is."""
    if isinstance(record, str):
        return record.encode("utf-8", "replace").replace(b"\n", b" ").replace(b"\r", b" ")
    try:
        return orjson.dumps(record)
    except TypeError:  # numbers of more than 64 bits
        return json.dumps(record, separators=(",", ":")).encode()


def lines_of(records: Iterable[Any]) -> bytes:
    """Return records, newline-separated."""
    return b"\n".join(map(as_line, records))


def records_of(body: bytes) -> bytes:
    """Return the records of a JSON array, a JSON object, or lines of any kind, newline-separated.

    Raises
    ------
    MalformedError
        When an array cannot be read; bad lines are let through for the loader to reject by name.
    """
    text = body.strip(_BLANK)
    first = text[:1]
    if first == b"[" and _is_array(text):
        return _elements(text)
    if first == b"{":
        return _objects(text)
    return text


def _elements(text: bytes) -> bytes:
    """Cut an array into its elements as they stand; ten times as fast as reading and writing them anew."""
    try:
        found = _ELEMENTS.decode(text)
    except (msgspec.DecodeError, RecursionError):
        read = parse(text)
        return lines_of(read) if isinstance(read, list) else text
    if b"\n" in text:  # between members only: inside a string it would be escaped
        return b"\n".join(bytes(element).replace(b"\n", b" ") for element in found)
    return b"\n".join(found)


def _is_array(text: bytes) -> bool:
    """Tell an array from text lines that begin with a bracket, as `[21/Nov/2026 ...`."""
    after = text[1:64].lstrip(_BLANK)[:1]
    return after in {b"{", b"[", b"]", b'"'} and text[-1:] == b"]"


def _objects(text: bytes) -> bytes:
    if b"\n" not in text or b"}\n{" in text or b"}\r\n{" in text:
        return text
    try:
        return as_line(orjson.loads(text))  # one object, spread over several lines
    except orjson.JSONDecodeError:
        return text


def with_envelope_id(line: bytes, identifier: str) -> bytes:
    """Put the envelope's id into a JSON object; other text stays as it is."""
    if line[:1] != b"{" or line[1:2] == b"}":
        return line
    return b'{"%s":%s,' % (ENVELOPE_ID.encode(), orjson.dumps(identifier)) + line[1:]


def decoded(data: object) -> bytes:
    """Return what base64 text stands for.

    Raises
    ------
    MalformedError
        When it is no base64.
    """
    try:
        return base64.b64decode(str(data), validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedError("A record's data is no base64.") from error


def unpacked(data: bytes, most_bytes: int) -> bytes:
    """Return gzip data unpacked, and other data as it is.

    Raises
    ------
    TooLargeError
        When it would be more than `most_bytes`; no more than that is ever unpacked.
    MalformedError
        When it is gzip, but broken.
    """
    if not data.startswith(GZIP_MAGIC):
        return data
    unpack = Unpacker(most_bytes)
    return unpack.feed(data) + unpack.end()


class Unpacker:
    """Unpacks gzip or deflate piece by piece, and stops at a bound.

    Parameters
    ----------
    most_bytes
        Of unpacked data.
    """

    def __init__(self, most_bytes: int) -> None:
        self._left = most_bytes
        self._inflate = zlib.decompressobj(wbits=47)  # gzip or zlib, by its head

    def feed(self, data: bytes) -> bytes:
        """Return what the next piece unpacks to.

        Raises
        ------
        TooLargeError, MalformedError
        """
        parts = []
        while data:
            try:
                part = self._inflate.decompress(data, self._left + 1)
            except zlib.error as error:
                raise MalformedError("The body is not what its Content-Encoding says.") from error
            self._left -= len(part)
            if self._left < 0:
                raise TooLargeError("The body unpacks to more than is allowed.")
            parts.append(part)
            data = self._inflate.unconsumed_tail
            if self._inflate.eof and self._inflate.unused_data:
                data = self._inflate.unused_data  # the next gzip member
                self._inflate = zlib.decompressobj(wbits=47)
        return b"".join(parts)

    def end(self) -> bytes:
        """Return what is left; a cut-off stream is refused.

        Raises
        ------
        MalformedError
        """
        if not self._inflate.eof:
            raise MalformedError("The packed body is cut off.")
        return b""
