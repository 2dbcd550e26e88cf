"""Envoy's access log messages: the fields we keep, with their public numbers, and records made of them.

`envoy/service/accesslog/v3/als.proto` and `envoy/data/accesslog/v3/accesslog.proto` of
https://github.com/envoyproxy/data-plane-api; what is not listed here is skipped by protobuf.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from google.protobuf import (
    descriptor_pb2,
    descriptor_pool,
    duration_pb2,
    json_format,
    message_factory,
    timestamp_pb2,
    wrappers_pb2,
)
from google.protobuf.message import Message

_PACKAGE = "pivotwatch.envoy"

# message -> field -> (number, type); a capital begins a message's name, "[]" repeats, "{}" maps text to text
_MESSAGES: Mapping[str, Mapping[str, tuple[int, str]]] = {
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


def _file() -> descriptor_pb2.FileDescriptorProto:
    file = descriptor_pb2.FileDescriptorProto(
        name="pivotwatch/envoy.proto",
        package=_PACKAGE,
        syntax="proto3",
        dependency=[m.DESCRIPTOR.name for m in (timestamp_pb2, duration_pb2, wrappers_pb2)],
    )
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        for field, (number, kind) in fields.items():
            _add_field(message, field, number, kind)
    return file


def _add_field(message: descriptor_pb2.DescriptorProto, name: str, number: int, kind: str) -> None:
    made = message.field.add(
        name=name, number=number, label=descriptor_pb2.FieldDescriptorProto.LABEL_OPTIONAL
    )
    if kind.startswith("[]") or kind == "{}":
        made.label = descriptor_pb2.FieldDescriptorProto.LABEL_REPEATED
    bare = kind.removeprefix("[]")
    if bare == "{}":
        entry = "".join(part.capitalize() for part in name.split("_")) + "Entry"
        nested = message.nested_type.add(name=entry, options=descriptor_pb2.MessageOptions(map_entry=True))
        _add_field(nested, "key", 1, "string")
        _add_field(nested, "value", 2, "string")
        bare = f"{message.name}.{entry}"
    if bare[0].isupper() or "." in bare:
        made.type = descriptor_pb2.FieldDescriptorProto.TYPE_MESSAGE
        made.type_name = f".{bare}" if bare.startswith("google.") else f".{_PACKAGE}.{bare}"
    else:
        made.type = descriptor_pb2.FieldDescriptorProto.Type.Value(f"TYPE_{bare.upper()}")


def _classes() -> tuple[type[Message], type[Message]]:
    pool = descriptor_pool.Default()
    pool.AddSerializedFile(_file().SerializeToString())

    def named(name: str) -> type[Message]:
        return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.{name}"))

    return named("StreamAccessLogsMessage"), named("StreamAccessLogsResponse")


LogsMessage, LogsResponse = _classes()


def entry_lines(message: Message) -> Iterator[bytes]:
    """Yield one line for each call in the message, each shaped like a message with one entry.

    So the same format reads what the tap wrote and what somebody recorded.
    """
    found: dict[str, Any] = json_format.MessageToDict(message, preserving_proto_field_name=True)
    for entry in found.get("http_logs", {}).get("log_entry", ()):
        if entry.get("common_properties", {}).get("access_log_type") not in _UNFINISHED:
            yield orjson.dumps({"http_logs": {"log_entry": [entry]}})
