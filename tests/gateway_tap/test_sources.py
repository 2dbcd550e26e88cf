"""Loki, OTLP, syslog and Envoy arrive at a real tap by their own protocols."""

from __future__ import annotations

import gzip
import json
import socket
import time
from collections.abc import Callable
from typing import Any

import grpc
import pytest
from google.protobuf import json_format
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from foundation import ConfigurationError, InputError
from gateway_tap import SOURCES, check_access
from gateway_tap.envoy import LogsMessage, LogsResponse
from gateway_tap.settings import TapSettings
from gateway_tap.syslog import MessageCutter, message_of

StartTap = Callable[..., Any]
LINE = '{"path":"/a","apikey":"s3cret"}'


def _wait_for_lines(tap: Any, n: int) -> list[bytes]:
    """Wait until what no answer tells of is on disk; a tap that never writes it fails the test."""
    until = time.monotonic() + 20
    while len(tap.lines()) < n and time.monotonic() < until:
        tap.client.get("/healthz")
    found: list[bytes] = tap.lines()
    return found


def test_loki(start_tap: StartTap) -> None:
    """Each line of a Loki push, as APIPark sends it, is a record; another shape is refused."""
    tap = start_tap("loki", loki={"format": "apinto"})
    push = {"streams": [{"stream": {"node": "n1"}, "values": [["1", LINE], ["2", "a\tb\nc", {}]]}]}
    assert tap.client.post("/loki/api/v1/push", json=push).status_code == 204
    first, second = tap.lines()
    assert json.loads(first)["path"] == "/a"
    assert b"s3cret" not in first
    assert second == b"a\tb c"
    for wrong in ({"streams": 7}, {"streams": [{"values": [["1"]]}]}, []):
        assert tap.client.post("/loki/api/v1/push", json=wrong).status_code == 400


_LOGS = {
    "resourceLogs": [
        {
            "resource": {
                "attributes": [
                    {"key": "service.name", "value": {"stringValue": "traefik"}},
                    {"key": "process.pid", "value": {"intValue": "7"}},
                ]
            },
            "scopeLogs": [
                {
                    "logRecords": [
                        {
                            "timeUnixNano": "1795246181308804000",
                            "body": {"stringValue": '{"RequestPath":"/a"}'},
                            "attributes": [
                                {"key": "RequestPath", "value": {"stringValue": "/a?api_key=s3cret"}},
                                {"key": "request_X-Api-Key", "value": {"stringValue": "s3cret"}},
                                {"key": "DownstreamStatus", "value": {"intValue": "200"}},
                            ],
                        },
                        {"timeUnixNano": "5", "body": {"stringValue": "hello"}},
                    ]
                }
            ],
        }
    ]
}
_TRACES = {
    "resourceSpans": [
        {
            "scopeSpans": [
                {
                    "spans": [
                        {"name": "GET /a", "kind": 2, "startTimeUnixNano": "1", "endTimeUnixNano": "2"},
                        {"name": "SELECT", "kind": 3, "startTimeUnixNano": "1", "endTimeUnixNano": "2"},
                    ]
                }
            ]
        }
    ]
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("kind", ["application/json", "application/x-protobuf"])
def test_otlp(start_tap: StartTap, kind: str, packed: bool) -> None:
    """Log records and server spans arrive from protobuf and JSON alike, one line each, without secrets."""
    tap = start_tap("otlp_http")
    for path, export, message in (
        ("/v1/logs", _LOGS, ExportLogsServiceRequest()),
        ("/v1/traces", _TRACES, ExportTraceServiceRequest()),
    ):
        body = json.dumps(export).encode()
        if kind == "application/x-protobuf":
            body = json_format.ParseDict(export, message).SerializeToString()
        headers = {"content-type": kind} | ({"content-encoding": "gzip"} if packed else {})
        answer = tap.client.post(path, content=gzip.compress(body) if packed else body, headers=headers)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)
        assert answer.content == (b"{}" if kind == "application/json" else b"")
    text = tap.spooled().decode()
    assert "s3cret" not in text
    records = [json.loads(line) for line in text.splitlines()]
    logs = [r["resourceLogs"][0]["scopeLogs"][0]["logRecords"][0] for r in records if "resourceLogs" in r]
    assert [log["timeUnixNano"] for log in logs] == ["1795246181308804000", "5"]
    assert logs[0]["attributes"][2] == {"key": "DownstreamStatus", "value": {"intValue": "200"}}
    assert "body" not in logs[0]
    assert logs[1]["body"] == {"stringValue": "hello"}
    assert "process.pid" not in text
    (span,) = (r["resourceSpans"][0]["scopeSpans"][0]["spans"] for r in records if "resourceSpans" in r)
    assert span[0]["name"] == "GET /a"


def test_otlp_with_bytes_of_a_client(start_tap: StartTap) -> None:
    """A User-Agent that is no UTF-8, which Traefik passes on, costs neither its record nor the batch."""
    tap = start_tap("otlp_http")
    body = json_format.ParseDict(_LOGS, ExportLogsServiceRequest()).SerializeToString()
    broken = body.replace(b"/a?api_key", b"/\xff?api_key")
    answer = tap.client.post("/v1/logs", content=broken, headers={"content-type": "application/x-protobuf"})
    assert answer.status_code == 200
    assert len(tap.lines()) == 2
    assert "/\N{REPLACEMENT CHARACTER}?api_key=hash" in tap.spooled().decode()


def test_broken_otlp(start_tap: StartTap) -> None:
    """What is no OTLP is refused."""
    tap = start_tap("otlp_http")
    for kind, status in (("application/x-protobuf", 400), ("application/json", 400), ("text/plain", 415)):
        answer = tap.client.post("/v1/logs", content=b"\xff\xff\xff{", headers={"content-type": kind})
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("packet", "message"),
    [
        ('<190>Nov 21 07:27:26 nginx: {"a":1}', '{"a":1}'),
        ('<190>Nov  1 07:27:26 web-1 nginx: {"a":1}', '{"a":1}'),
        ('<134>Nov 21 07:27:26 haproxy[4711]: {"a":"b: c"}', '{"a":"b: c"}'),
        ("<134>Nov 21 07:27:26 haproxy[4711]: 10.0.0.1:5 [x] a b/c 1", "10.0.0.1:5 [x] a b/c 1"),
        ('<134>2026-11-21T07:27:26.1+01:00 host app[1]: {"a":1}', '{"a":1}'),
        ('<134>1 2026-11-21T07:27:26Z host app 1 - - {"a":1}', '{"a":1}'),
        ('<134>1 2026-11-21T07:27:26Z host app 1 id [x@1 k="v\\]\\"" l="m"][y@2] \ufeff{"a":1}', '{"a":1}'),
        ('<134>Nov 21 07:27:26 {"a":1}', '{"a":1}'),
        ('<134>{"a":1}', '{"a":1}'),
        ('{"a":1}\n', '{"a":1}'),
        (
            '1.2.3.4 - - [21/Nov/2026:07:27:26 +0000] "GET /"',
            '1.2.3.4 - - [21/Nov/2026:07:27:26 +0000] "GET /"',
        ),
    ],
)
def test_syslog_heads(packet: str, message: str) -> None:
    """The head of each dialect is taken off, and the message stays whole."""
    assert message_of(packet.encode()).decode() == message


@pytest.mark.parametrize("cut", [1, 3, 1000])
def test_syslog_framing(cut: int) -> None:
    """Octet counting and line framing give the same packets, wherever TCP cuts the stream."""
    for stream in (b"5 hello9 two\nlines3 end", b"hello\ntwo lines\nend\n"):
        cutter = MessageCutter(100)
        found = [p for place in range(0, len(stream), cut) for p in cutter.feed(stream[place : place + cut])]
        assert [packet.replace(b"\n", b" ") for packet in found] == [b"hello", b"two lines", b"end"]
        assert cutter.end() == []
    with pytest.raises(ValueError, match="longer"):
        MessageCutter(100).feed(b"999 x")
    with pytest.raises(ValueError, match="longer"):
        MessageCutter(100).feed(b"x" * 101)


def test_syslog(start_tap: StartTap) -> None:
    """Datagrams and both TCP framings arrive; the last line of a closed connection too."""
    tap = start_tap("syslog", "http_push", syslog={"udp_port": 0, "tcp_port": 0, "format": "nginx_json"})
    ports = tap.running.bound
    head = b"<190>Nov 21 07:27:26 nginx: "
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        for number in range(20):
            udp.sendto(
                head + b'{"n":%d,"http_x_api_key":"s3cret"}' % number, ("127.0.0.1", ports["syslog_udp"])
            )
    for stream in (head + b'{"n":20}\n' + head + b'{"n":21}', b"36 " + head + b'{"n":22}'):
        with socket.create_connection(("127.0.0.1", ports["syslog_tcp"])) as tcp:
            tcp.sendall(stream)
    lines = _wait_for_lines(tap, 23)
    assert sorted(json.loads(line)["n"] for line in lines) == list(range(23))
    assert b"s3cret" not in tap.spooled()


def test_syslog_from_elsewhere(start_tap: StartTap) -> None:
    """A sender outside the allowed networks is not heard, and counted."""
    tap = start_tap(
        "syslog",
        "http_push",
        syslog={"udp_port": 0, "tcp_port": 0, "format": "kong", "allow": ["10.0.0.0/8"]},
    )
    with socket.create_connection(("127.0.0.1", tap.running.bound["syslog_tcp"])) as tcp:
        assert tcp.recv(10) == b""
    assert tap.metric('refused_total{source="syslog",reason="not_allowed"}') == 1
    assert tap.lines() == []


def _entry(number: int, kind: int = 6) -> dict[str, Any]:
    return {
        "common_properties": {
            "start_time": "2026-11-21T07:29:41.308804Z",
            "duration": "0.001731948s",
            "custom_tags": {"consumer": "acme"},
            "access_log_type": kind,
        },
        "request": {"request_method": 1, "path": f"/v1/{number}", "request_headers": {"x-api-key": "s3cret"}},
        "response": {"response_code": 200, "response_body_bytes": "11"},
    }


def _stream(port: int, messages: list[Any], metadata: tuple[tuple[str, str], ...] = ()) -> Any:
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        call = channel.stream_unary(
            "/envoy.service.accesslog.v3.AccessLogService/StreamAccessLogs",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=LogsResponse.FromString,
        )
        return call(iter(messages), metadata=metadata, timeout=20)


def test_envoy_als(start_tap: StartTap) -> None:
    """Entries of a stream are on disk when it ends, without secrets; unfinished calls are left out."""
    tap = start_tap("envoy_als", "http_push", envoy_als={"port": 0, "token": "t0ken"})
    port = tap.running.bound["envoy_als"]
    first = {"identifier": {"log_name": "api"}, "http_logs": {"log_entry": [_entry(1), _entry(2, kind=1)]}}
    second = {"http_logs": {"log_entry": [_entry(3)]}}
    messages = [json_format.ParseDict(message, LogsMessage()) for message in (first, second)]
    _stream(port, messages, (("authorization", "Bearer t0ken"),))
    entries = [json.loads(line)["http_logs"]["log_entry"][0] for line in tap.lines()]
    assert [entry["request"]["path"] for entry in entries] == ["/v1/1", "/v1/3"]
    assert entries[0]["common_properties"]["duration"] == "0.001731948s"
    assert entries[0]["response"]["response_code"] == 200
    assert b"s3cret" not in tap.spooled()
    with pytest.raises(grpc.RpcError) as refused:
        _stream(port, messages)
    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED
    assert len(tap.lines()) == 2


def test_every_source_says_what_it_holds() -> None:
    """The menu has the sources there are, each with its bounds, its auth and what is durable."""
    names = {"http_push", "loki", "otlp_http", "syslog", "envoy_als", "kafka", "file_tail"}
    assert names <= set(SOURCES)
    for source in SOURCES.values():
        assert all((source.serves, source.auth, source.bounds, source.durable))
        assert (source.routes is None) != (source.run is None)


def test_no_token_for_the_world() -> None:
    """A tap that other machines reach does not start without tokens; all that lack one are named."""
    open_to_all = TapSettings.model_validate({"host": "0.0.0.0", "loki": {"token": "t"}})  # noqa: S104
    with pytest.raises(ConfigurationError) as refused:
        check_access(open_to_all, ["http_push", "loki", "otlp_http"])
    assert [problem.place for problem in refused.value.problems] == [
        "tap.http_push.token",
        "tap.otlp_http.token",
    ]
    check_access(TapSettings(), ["http_push", "loki", "otlp_http", "envoy_als"])


def test_port_taken(start_tap: StartTap) -> None:
    """A port that is taken is named, with the way out."""
    tap = start_tap("http_push")
    with pytest.raises(InputError, match=f"port {tap.running.http_port}"):
        start_tap("http_push", folder=tap.folder.parent / "other", port=tap.running.http_port)
