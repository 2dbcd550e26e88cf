"""Envoy's access log messages: the fields we keep, with their public numbers, and records made of them.

`envoy/service/accesslog/v3/als.proto` and `envoy/data/accesslog/v3/accesslog.proto` of
https://github.com/envoyproxy/data-plane-api; what is not listed here is skipped by protobuf.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from google.protobuf import json_format
from google.protobuf.message import Message

from gateway_tap.protobuf import Table, message_classes

_PACKAGE = "pivotwatch.envoy"

_MESSAGES: Table = {
    "SocketAddress": {"address": (2, "string"), "port_value": (3, "uint32")},
    "Address": {"socket_address": (1, "SocketAddress")},
    "Node": {"id": (1, "string"), "cluster": (2, "string")},
    "Identifier": {"node": (1, "Node"), "log_name": (2, "string")},
    "CertificateProperties": {"subject": (2, "string")},
    "TLSProperties": {"peer_certificate_properties": (5, "CertificateProperties")},
    "CommonProperties": {
        "sample_rate": (1, "double"),
        "downstream_remote_address": (2, "Address"),
        "tls_properties": (4, "TLSProperties"),
        "start_time": (5, "google.protobuf.Timestamp"),
        "time_to_last_downstream_tx_byte": (12, "google.protobuf.Duration"),
        "upstream_cluster": (15, "string"),
        "route_name": (19, "string"),
        "custom_tags": (22, "{}"),
        "duration": (23, "google.protobuf.Duration"),
        "stream_id": (26, "string"),
        "downstream_wire_bytes_sent": (29, "uint64"),
        "access_log_type": (33, "int32"),
    },
    "Request": {
        "request_method": (1, "int32"),
        "scheme": (2, "string"),
        "authority": (3, "string"),
        "path": (5, "string"),
        "request_id": (9, "string"),
        "original_path": (10, "string"),
        "request_headers": (13, "{}"),
    },
    "Response": {
        "response_code": (1, "google.protobuf.UInt32Value"),
        "response_body_bytes": (3, "uint64"),
        "response_code_details": (6, "string"),
    },
    "HTTPAccessLogEntry": {
        "common_properties": (1, "CommonProperties"),
        "protocol_version": (2, "int32"),
        "request": (3, "Request"),
        "response": (4, "Response"),
    },
    "HTTPAccessLogEntries": {"log_entry": (1, "[]HTTPAccessLogEntry")},
    "StreamAccessLogsMessage": {"identifier": (1, "Identifier"), "http_logs": (2, "HTTPAccessLogEntries")},
    "StreamAccessLogsResponse": {},
}
_UNFINISHED = frozenset({1, 2, 3, 4, 5, 7, 8, 9, 10})
"""access_log_type of entries about calls that are not over, or about a part of one: 6 is DownstreamEnd."""


LogsMessage, LogsResponse = message_classes(
    _PACKAGE, _MESSAGES, "StreamAccessLogsMessage", "StreamAccessLogsResponse"
)


def entry_lines(message: Message) -> Iterator[bytes]:
    """Yield one line for each call in the message, each shaped like a message with one entry.

    So the same format reads what the tap wrote and what somebody recorded.
    """
    found: dict[str, Any] = json_format.MessageToDict(message, preserving_proto_field_name=True)
    for entry in found.get("http_logs", {}).get("log_entry", ()):
        if entry.get("common_properties", {}).get("access_log_type") not in _UNFINISHED:
            yield orjson.dumps({"http_logs": {"log_entry": [entry]}})
