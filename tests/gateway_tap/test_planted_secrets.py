"""A secret planted in whatever a source can bring is nowhere on the disk; the name beside it is."""

from __future__ import annotations

import base64
import contextlib
import gzip
import json
import socket
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import httpx
import pytest
from google.protobuf import json_format
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from gateway_tap import SOURCES
from gateway_tap.envoy import LogsMessage, LogsResponse

sys.path.insert(0, str(Path(__file__).parents[1] / "servers"))  # tests are no package

from kafka_broker import running_broker

PLANTED = "pl4nted-5ecret"
PACKED = base64.b64encode(PLANTED.encode()).decode()
HEADERS = {
    "authorization": f"Bearer {PLANTED}",
    "X-Api-Key": PLANTED,
    "apikey": [PLANTED, PLANTED],
    "cookie": f"session={PLANTED}",
    "Proxy-Authorization": f"Basic {PACKED}",
    "user-agent": "acme/1",
}
RECORD = {
    "request": {
        "uri": f"/orders?api_key={PLANTED}&page=2&access_token={PLANTED}",
        "headers": HEADERS,
        "querystring": {"apikey": PLANTED, "page": "2"},
        "request_body": json.dumps({"password": PLANTED}),
    },
    "http_x_api_key": PLANTED,
    "url": f"https://api.example/orders?subscription-key={PLANTED}&token={PLANTED}",
    "embedded": json.dumps({"headers": {"X-Api-Key": PLANTED, "Cookie": PLANTED}}),
    "raw_request": PACKED,
    "partner": "acme",
}
LINE = json.dumps(RECORD).encode()
BROKEN = LINE[:-1]  # what nobody can parse keeps no secret either

StartTap = Callable[..., Any]


@dataclass(frozen=True)
class Way:
    """One way to bring a record.

    Attributes
    ----------
    settings
        Of the source.
    send
        Brings the records.
    lines
        How many of them are to be on disk.
    """

    settings: Mapping[str, Any]
    send: Callable[[Any], None]
    lines: int


def _push(tap: Any) -> None:
    client: httpx.Client = tap.client
    client.post("/tap/jsonl", content=LINE + b"\n" + BROKEN).raise_for_status()
    client.post("/tap/kong", json=[RECORD, RECORD]).raise_for_status()
    datas = [LINE, gzip.compress(LINE)]
    envelope = {"requestId": "r", "records": [{"data": base64.b64encode(data).decode()} for data in datas]}
    headers = {"x-amz-firehose-request-id": "r", "x-amz-firehose-access-key": PLANTED}
    client.post("/tap/jsonl", json=envelope, headers=headers).raise_for_status()
    message = {"message": {"data": base64.b64encode(LINE).decode(), "messageId": "m"}, "subscription": "s"}
    client.post(f"/tap/jsonl?token={PLANTED}", json=message).raise_for_status()


def _loki(tap: Any) -> None:
    values = [["1", LINE.decode()], ["2", BROKEN.decode()]]
    body = {"streams": [{"stream": {"authorization": PLANTED}, "values": values}]}
    tap.client.post("/loki/api/v1/push", json=body).raise_for_status()


def _attributes() -> list[dict[str, Any]]:
    texts = {
        "url.full": f"https://api.example/orders?api_key={PLANTED}",
        "http.request.header.authorization": PLANTED,
        "request_X-Api-Key": PLANTED,
        "RequestHeaders": json.dumps(HEADERS),
        "partner": "acme",
    }
    found: list[dict[str, Any]] = [{"key": k, "value": {"stringValue": text}} for k, text in texts.items()]
    values = {"values": [{"stringValue": PLANTED}]}
    return [*found, {"key": "http.request.header.x-api-key", "value": {"arrayValue": values}}]


def _otlp(tap: Any) -> None:
    records = [
        {"timeUnixNano": "1", "attributes": _attributes()},
        {"timeUnixNano": "2", "body": {"stringValue": LINE.decode()}},
        {"timeUnixNano": "3", "body": {"stringValue": PLANTED}, "attributes": _attributes()},
    ]
    logs = {"resourceLogs": [{"scopeLogs": [{"logRecords": records}]}]}
    span = {"kind": 2, "name": "GET /", "startTimeUnixNano": "1", "attributes": _attributes()}
    traces = {"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}
    for path, body, message in (
        ("/v1/logs", logs, ExportLogsServiceRequest()),
        ("/v1/traces", traces, ExportTraceServiceRequest()),
    ):
        tap.client.post(path, json=body).raise_for_status()
        packed = json_format.ParseDict(body, message).SerializeToString()
        headers = {"content-type": "application/x-protobuf"}
        tap.client.post(path, content=packed, headers=headers).raise_for_status()


def _syslog(tap: Any) -> None:
    head = b"<190>Nov 21 07:27:26 nginx: "
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.sendto(head + LINE, ("127.0.0.1", tap.running.bound["syslog_udp"]))
    with socket.create_connection(("127.0.0.1", tap.running.bound["syslog_tcp"])) as tcp:
        tcp.sendall(head + LINE + b"\n" + head + BROKEN + b"\n")


def _envoy(tap: Any) -> None:
    entry = {
        "common_properties": {"custom_tags": {"x-api-key": PLANTED, "partner": "acme"}},
        "request": {
            "path": f"/orders?api_key={PLANTED}",
            "original_path": f"/orders?token={PLANTED}",
            "request_headers": {
                "x-api-key": PLANTED,
                "authorization": f"Bearer {PLANTED}",
                "cookie": PLANTED,
            },
        },
    }
    message = json_format.ParseDict({"http_logs": {"log_entry": [entry]}}, LogsMessage())
    with grpc.insecure_channel(f"127.0.0.1:{tap.running.bound['envoy_als']}") as channel:
        channel.stream_unary(
            "/envoy.service.accesslog.v3.AccessLogService/StreamAccessLogs",
            request_serializer=lambda one: one.SerializeToString(),
            response_deserializer=LogsResponse.FromString,
        )(iter([message]), timeout=20)


def _nothing(_: Any) -> None:
    """The records are there before the tap starts."""


WAYS = {
    "http_push": Way({}, _push, 7),
    "loki": Way({"loki": {"format": "apinto"}}, _loki, 2),
    "otlp_http": Way({}, _otlp, 8),
    "syslog": Way({"syslog": {"udp_port": 0, "tcp_port": 0, "format": "nginx_json"}}, _syslog, 3),
    "envoy_als": Way({"envoy_als": {"port": 0}}, _envoy, 1),
    "kafka": Way({}, _nothing, 3),
    "file_tail": Way({}, _nothing, 2),
}


@pytest.mark.parametrize("source", list(SOURCES))
def test_nowhere_on_the_disk(start_tap: StartTap, tmp_path: Path, source: str) -> None:
    """Through each source, from records that parse and from broken ones; a new source must be added here."""
    way = WAYS[source]
    with contextlib.ExitStack() as stack:
        settings = dict(way.settings)
        if source == "kafka":
            broker = stack.enter_context(running_broker("logs"))
            broker.produce([LINE, json.dumps({"records": [RECORD]}).encode(), BROKEN])
            settings["kafka"] = {"servers": [broker.address], "topics": ["logs"]}
        if source == "file_tail":
            (tmp_path / "access.log").write_bytes(LINE + b"\n" + BROKEN + b"\n")
            settings["file_tail"] = {"files": [{"glob": str(tmp_path / "access.log"), "format": "jsonl"}]}
        tap = start_tap(source, **settings)
        way.send(tap)
        until = time.monotonic() + 20
        while len(tap.lines()) < way.lines:
            assert time.monotonic() < until, tap.lines()
        tap.stop()
    assert len(tap.lines()) == way.lines
    assert all(b"acme" in line for line in tap.lines() if b'"timeUnixNano":"2"' not in line)
    kept = {file.name: file.read_bytes() for file in tap.folder.rglob("*") if file.is_file()}
    for name, data in kept.items():
        assert PLANTED.encode() not in data, name
        assert PACKED.encode() not in data, name
    assert kept
