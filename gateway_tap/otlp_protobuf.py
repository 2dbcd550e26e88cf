"""OTLP exports from protobuf to the JSON form, lenient where a client's bytes got into it.

`opentelemetry/proto/{common,logs,trace}/v1` of https://github.com/open-telemetry/opentelemetry-proto. Text is
read as bytes: a User-Agent that is no UTF-8 goes through some gateways as it is, and a strict reader would
refuse the whole batch for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from google.protobuf.message import DecodeError

from gateway_tap.protobuf import Table, message_classes
from gateway_tap.spool import MalformedError

_PACKAGE = "pivotwatch.otlp"
_TABLE: Table = {
    "KeyValue": {"key": (1, "bytes"), "value": (2, "AnyValue")},
    "KeyValueList": {"values": (1, "[]KeyValue")},
    "ArrayValue": {"values": (1, "[]AnyValue")},
    "AnyValue": {
        "string_value": (1, "bytes"),
        "bool_value": (2, "bool"),
        "int_value": (3, "int64"),
        "double_value": (4, "double"),
        "array_value": (5, "ArrayValue"),
        "kvlist_value": (6, "KeyValueList"),
    },
    "Resource": {"attributes": (1, "[]KeyValue")},
    "LogRecord": {
        "time_unix_nano": (1, "fixed64"),
        "body": (5, "AnyValue"),
        "attributes": (6, "[]KeyValue"),
        "trace_id": (9, "bytes"),
        "span_id": (10, "bytes"),
        "observed_time_unix_nano": (11, "fixed64"),
    },
    "ScopeLogs": {"log_records": (2, "[]LogRecord")},
    "ResourceLogs": {"resource": (1, "Resource"), "scope_logs": (2, "[]ScopeLogs")},
    "Span": {
        "trace_id": (1, "bytes"),
        "span_id": (2, "bytes"),
        "name": (5, "bytes"),
        "kind": (6, "int32"),
        "start_time_unix_nano": (7, "fixed64"),
        "end_time_unix_nano": (8, "fixed64"),
        "attributes": (9, "[]KeyValue"),
    },
    "ScopeSpans": {"spans": (2, "[]Span")},
    "ResourceSpans": {"resource": (1, "Resource"), "scope_spans": (2, "[]ScopeSpans")},
    "ExportLogs": {"resource_logs": (1, "[]ResourceLogs")},
    "ExportTraces": {"resource_spans": (1, "[]ResourceSpans")},
}
_Logs, _Traces = message_classes(_PACKAGE, _TABLE, "ExportLogs", "ExportTraces")

Item = dict[str, Any]


def logs_of(body: bytes) -> Item:
    """Return an ExportLogsServiceRequest in its JSON form.

    Raises
    ------
    MalformedError
        When it is no such protobuf.
    """
    export = _parsed(_Logs(), body)
    return {
        "resourceLogs": [
            {
                "resource": {"attributes": _attributes(outer.resource.attributes)},
                "scopeLogs": [
                    {"logRecords": [_log(item) for item in s.log_records]} for s in outer.scope_logs
                ],
            }
            for outer in export.resource_logs
        ]
    }


def traces_of(body: bytes) -> Item:
    """Return an ExportTraceServiceRequest in its JSON form.

    Raises
    ------
    MalformedError
        When it is no such protobuf.
    """
    export = _parsed(_Traces(), body)
    return {
        "resourceSpans": [
            {
                "resource": {"attributes": _attributes(outer.resource.attributes)},
                "scopeSpans": [{"spans": [_span(item) for item in s.spans]} for s in outer.scope_spans],
            }
            for outer in export.resource_spans
        ]
    }


def _parsed(message: Any, body: bytes) -> Any:
    try:
        message.ParseFromString(body)
    except DecodeError as error:
        raise MalformedError("The body is no OTLP protobuf.") from error
    return message


def _log(record: Any) -> Item:
    made: Item = {
        "timeUnixNano": str(record.time_unix_nano),
        "observedTimeUnixNano": str(record.observed_time_unix_nano),
        "traceId": record.trace_id.hex(),
        "spanId": record.span_id.hex(),
        "attributes": _attributes(record.attributes),
    }
    if record.HasField("body"):
        made["body"] = _value(record.body)
    return {name: value for name, value in made.items() if value not in ("", "0")}


def _span(span: Any) -> Item:
    return {
        "traceId": span.trace_id.hex(),
        "spanId": span.span_id.hex(),
        "name": _text(span.name),
        "kind": span.kind,
        "startTimeUnixNano": str(span.start_time_unix_nano),
        "endTimeUnixNano": str(span.end_time_unix_nano),
        "attributes": _attributes(span.attributes),
    }


def _attributes(pairs: Any) -> list[Item]:
    return [{"key": _text(pair.key), "value": _value(pair.value)} for pair in pairs]


_VALUES: tuple[tuple[str, str, Callable[[Any], Any]], ...] = (
    ("string_value", "stringValue", lambda value: value.decode("utf-8", "replace")),
    ("int_value", "intValue", str),
    ("double_value", "doubleValue", float),
    ("bool_value", "boolValue", bool),
    ("array_value", "arrayValue", lambda value: {"values": [_value(item) for item in value.values]}),
    ("kvlist_value", "kvlistValue", lambda value: {"values": _attributes(value.values)}),
)


def _value(value: Any) -> Item:
    for field, name, convert in _VALUES:
        if value.HasField(field):
            return {name: convert(getattr(value, field))}
    return {}


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
