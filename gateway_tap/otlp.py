"""OTLP exports become one line for each log record or server span, each shaped like an export with one item.

So the same format reads what the tap wrote and what a collector's file exporter wrote.
https://github.com/open-telemetry/opentelemetry-proto/blob/main/docs/specification.md
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Item = dict[str, Any]
RedactAttribute = Callable[[str, str], str]

# the rest of a resource (process, operating system) is the same in every record and says nothing of the call
_RESOURCE_KEYS = frozenset({"service.name", "service.namespace", "log_name", "cluster_name", "node_name"})
_SERVER = frozenset({2, "2", "SPAN_KIND_SERVER"})
_LOG_MEMBERS = ("timeUnixNano", "observedTimeUnixNano", "traceId", "spanId")
_SPAN_MEMBERS = ("traceId", "spanId", "kind", "name", "startTimeUnixNano", "endTimeUnixNano", "status")


def log_lines(request: Any, redact: RedactAttribute) -> Iterator[Item]:
    """Yield each log record of an ExportLogsServiceRequest in its JSON form.

    Parameters
    ----------
    redact
        From an attribute's name and text to the text as it may be written.
    """
    for resource, record in _items(request, "resourceLogs", "scopeLogs", "logRecords"):
        kept = {name: record[name] for name in _LOG_MEMBERS if name in record}
        kept["attributes"] = _redacted(record.get("attributes"), redact)
        if not kept["attributes"] and "body" in record:
            # all there is; beside attributes it is a copy of them (Envoy, Traefik)
            kept["body"] = record["body"]
        yield {"resourceLogs": [{"resource": resource, "scopeLogs": [{"logRecords": [kept]}]}]}


def server_span_lines(request: Any, redact: RedactAttribute) -> Iterator[Item]:
    """Yield each server span of an ExportTraceServiceRequest: one is one call; other spans are not calls."""
    for resource, span in _items(request, "resourceSpans", "scopeSpans", "spans"):
        if span.get("kind") in _SERVER:
            kept = {name: span[name] for name in _SPAN_MEMBERS if name in span}
            kept["kind"] = 2
            kept["attributes"] = _redacted(span.get("attributes"), redact)
            yield {"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": [kept]}]}]}


def _items(request: Any, *levels: str) -> Iterator[tuple[Item, Item]]:
    for outer in _list(request, levels[0]):
        kept = [a for a in _list(outer.get("resource"), "attributes") if a.get("key") in _RESOURCE_KEYS]
        for scope in _list(outer, levels[1]):
            for item in _list(scope, levels[2]):
                yield {"attributes": kept}, item


def _list(holder: Any, name: str) -> list[Item]:
    found = holder.get(name) if isinstance(holder, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _redacted(attributes: Any, redact: RedactAttribute) -> list[Item]:
    found = attributes if isinstance(attributes, list) else []
    return [
        {"key": str(item["key"]), "value": _redacted_value(str(item["key"]), item.get("value"), redact)}
        for item in found
        if isinstance(item, dict) and "key" in item
    ]


def _redacted_value(name: str, value: Any, redact: RedactAttribute) -> Any:
    """Redact text, and each text of a list: header attributes are lists in OpenTelemetry's conventions."""
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("stringValue"), str):
        return {"stringValue": redact(name, value["stringValue"])}
    values = _list(value.get("arrayValue"), "values")
    if values:
        return {"arrayValue": {"values": [_redacted_value(name, item, redact) for item in values]}}
    return value
