"""Envelopes of clouds: Firehose, Pub/Sub, CloudWatch, and the lists of Azure and CloudTrail."""

from __future__ import annotations

from typing import Any

from gateway_tap.envelopes import as_line, decoded, parse, records_of, unpacked, with_envelope_id
from gateway_tap.spool import MalformedError

_LISTS = ("records", "Records")


def firehose_records(envelope: Any, most_bytes: int) -> bytes:
    """Return the records of an Amazon Data Firehose delivery, newline-separated.

    Its request id stays the same when it retries, so a record's envelope id is that and its place.
    """
    if not isinstance(envelope, dict) or not isinstance(envelope.get("records"), list):
        raise MalformedError("A Firehose delivery has a list named records.")
    identifier = envelope.get("requestId", "")
    lines: list[bytes] = []
    left = most_bytes
    for place, record in enumerate(envelope["records"]):
        if not isinstance(record, dict) or "data" not in record:
            raise MalformedError("A Firehose record has data in base64.")
        plain = unpacked(decoded(record["data"]), left)
        left -= len(plain)
        lines += identified(cloudwatch_lines(plain), f"{identifier}/{place}")
    return b"\n".join(lines)


def pubsub_records(envelope: dict[str, Any], most_bytes: int) -> bytes:
    """Return the records of a Google Pub/Sub push."""
    message = envelope["message"]
    plain = unpacked(decoded(message.get("data", "")), most_bytes)
    identifier = str(message.get("messageId") or message.get("message_id") or "")
    return b"\n".join(identified(records_of(plain), identifier))


def is_pubsub(envelope: Any) -> bool:
    """Tell a Pub/Sub push from a record."""
    return (
        isinstance(envelope, dict)
        and isinstance(envelope.get("message"), dict)
        and "subscription" in envelope
        and "data" in envelope["message"]
    )


def cloudwatch_lines(plain: bytes) -> bytes:
    """Return the log events of a CloudWatch subscription; other text is taken as records."""
    if b'"logEvents"' not in plain[:4096] or b'"messageType"' not in plain[:4096]:
        return records_of(plain)
    found = parse(plain)
    if not isinstance(found, dict) or found.get("messageType") == "CONTROL_MESSAGE":
        return b""
    events = found.get("logEvents")
    return b"\n".join(
        with_envelope_id(as_line(str(event.get("message", ""))).strip(), str(event.get("id", "")))
        for event in (events if isinstance(events, list) else [])
        if isinstance(event, dict)
    )


def listed_records(envelope: Any) -> list[Any] | None:
    """Return the list in `{"records": []}` (Azure) or `{"Records": []}` (CloudTrail); None for others."""
    if isinstance(envelope, dict) and len(envelope) == 1:
        for name in _LISTS:
            if isinstance(envelope.get(name), list):
                return list(envelope[name])
    return None


def identified(records: bytes, identifier: str) -> list[bytes]:
    """Return the records with their envelope's id, and their place in it where it holds several."""
    lines = [line for line in records.split(b"\n") if line.strip()]
    if len(lines) == 1:
        return [with_envelope_id(lines[0], identifier)]
    return [with_envelope_id(line, f"{identifier}/{place}") for place, line in enumerate(lines)]
