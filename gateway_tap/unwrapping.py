"""All envelopes in one place: what a file, or a body of unknown origin, holds is taken out of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from gateway_tap.cloud import cloudwatch_lines, firehose_records, is_pubsub, listed_records, pubsub_records
from gateway_tap.envelopes import lines_of, parse, records_of
from gateway_tap.spool import MalformedError

_NAMES = rb"messageType|logEvents|owner|logGroup|message|subscription|requestId"
_FIRST = re.compile(rb'\s*\{\s*"(?:(?:[Rr]ecords|streams)"\s*:\s*\[|(?:' + _NAMES + rb')"\s*:)')
_KINDS = (b'ecords"', b'"streams"', b'"logEvents"', b'"subscription"')
# Firehose puts records into S3 without anything between them. After `}{"` a name begins; inside a text the
# quote would be escaped, and behind its end no word stands.
_TOUCHING = re.compile(rb'\}\{(?="\w)')


def is_envelope(text: bytes) -> bool:
    """Tell by its first bytes whether records lie in envelopes: lists, or the clouds' objects."""
    head = text[:4096].lstrip()
    if head[:1] == b"[":
        return head[1:].lstrip()[:1] in {b"{", b"["}
    return bool(_FIRST.match(head)) and any(kind in head for kind in _KINDS)


def unwrapped(text: bytes, most_bytes: int) -> bytes:
    """Return the records in a text of one or more envelopes, newline-separated.

    Parameters
    ----------
    most_bytes
        Bound of what packed data inside may unpack to.

    Raises
    ------
    TooLargeError
        Past the bound.
    """
    return b"\n".join(filter(None, _records(_TOUCHING.sub(b"}\n{", text), most_bytes)))


def _records(text: bytes, most_bytes: int) -> Iterator[bytes]:
    with suppress(MalformedError):  # several lists, one on each line
        text = records_of(text)
    for line in text.split(b"\n"):
        if not is_envelope(line):
            yield line.strip()
            continue
        try:
            yield _opened(line, most_bytes)
        except MalformedError:
            yield line  # the loader rejects it by name


def _opened(line: bytes, most_bytes: int) -> bytes:
    if line.lstrip()[:1] == b"[":
        return records_of(line)
    if b'"logEvents"' in line[:4096]:
        return cloudwatch_lines(line)
    envelope = parse(line)
    if is_pubsub(envelope):
        return pubsub_records(envelope, most_bytes)
    if _is_firehose(envelope):
        return firehose_records(envelope, most_bytes)
    if isinstance(envelope, dict) and isinstance(envelope.get("streams"), list):
        return lines_of(loki_lines(envelope))
    listed = listed_records(envelope)
    return line if listed is None else lines_of(listed)


def _is_firehose(envelope: Any) -> bool:
    records = envelope.get("records") if isinstance(envelope, dict) else None
    return (
        isinstance(records, list) and bool(records) and isinstance(records[0], dict) and "data" in records[0]
    )


def loki_lines(envelope: Any) -> Iterator[str]:
    """Yield the lines of a push: `{"streams": [{"stream": {...}, "values": [[ns, line], ...]}]}`.

    Raises
    ------
    MalformedError
        When it has another shape.
    """
    streams = envelope.get("streams") if isinstance(envelope, dict) else None
    if not isinstance(streams, list):
        raise MalformedError("A Loki push has a list named streams.")
    for stream in streams:
        values = stream.get("values") if isinstance(stream, dict) else None
        if not isinstance(values, list):
            raise MalformedError("A Loki stream has a list named values.")
        for value in values:
            if not isinstance(value, list) or len(value) < 2 or not isinstance(value[1], str):
                raise MalformedError("A Loki value is a list of time and line.")
            yield value[1]
