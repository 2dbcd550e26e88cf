"""Caddy's access log."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample
from ingest.formats._go import milliseconds

PLUGIN = Format(
    reader=JsonLines(
        {
            "ts": "VARCHAR",
            "logger": "VARCHAR",
            "request": {
                "client_ip": "VARCHAR",
                "remote_ip": "VARCHAR",
                "method": "VARCHAR",
                "uri": "VARCHAR",
                "headers": {"X-Api-Key": ["VARCHAR"], "X-Consumer": ["VARCHAR"]},
                "tls": {"client_common_name": "VARCHAR"},
            },
            "user_id": "VARCHAR",
            "duration": "VARCHAR",
            "size": "VARCHAR",
            "status": "VARCHAR",
            "uuid": "VARCHAR",
            "request_uuid": "VARCHAR",
            "route_name": "VARCHAR",
            "consumer": "VARCHAR",
            "resp_headers": {"X-Request-Uuid": ["VARCHAR"]},
        }
    ),
    recognise=r'^\s*\{.*"logger"\s*:\s*"http\.log\.access',
    # http.log.error tells of the same requests once more
    is_call="logger LIKE 'http.log.access%'",
    moment="any_moment(ts)",
    moment_is_end=True,
    method="request.method",
    target="request.uri",
    route="CASE WHEN starts_with(route_name, '/') THEN route_name END",
    status="status",
    # a number, unless duration_format says otherwise
    latency="coalesce(try_cast(duration AS DOUBLE), CASE WHEN duration SIMILAR TO '[0-9.].*[smh]' THEN "
    f"{milliseconds('duration')} / 1000 END)",
    latency_unit="s",
    bytes="size",
    request_id='coalesce(given(request_uuid), given(uuid), resp_headers."X-Request-Uuid"[1])',
    identities={
        "consumer": 'coalesce(given(consumer), request.headers."X-Consumer"[1])',
        "user": "user_id",
        "api_key": 'request.headers."X-Api-Key"[1]',
        "certificate": "request.tls.client_common_name",
        "client_ip": "coalesce(request.client_ip, request.remote_ip)",
    },
    source="https://caddyserver.com/docs/caddyfile/directives/log",
    confidence="recorded",
    notes="Its time is the end of the request. X-Api-Key stands in clear and is kept as keyed hash only. "
    "`log_append route_name /orders/{id}` gives templates.",
    rank=1,
    samples=(
        Sample(
            '{"level":"info","ts":1795246875.5281923,"logger":"http.log.access.log0","msg":"handled request",'
            '"request":{"remote_ip":"127.0.0.1","client_ip":"127.0.0.1","method":"POST","uri":"/v1/invoices?x=1",'
            '"headers":{"Authorization":["REDACTED"],"X-Api-Key":["key-globex-0002"]}},"user_id":"",'
            '"duration":0.798555913,"size":11,"status":200,"resp_headers":{},"uuid":"7bb40031","route_name":"default"}',
            {
                "ts": "2026-11-21 07:41:14.729636",
                "method": "POST",
                "path": "/v1/invoices",
                "route": None,
                "credential": "key-globex-0002",
                "credential_kind": "api_key",
                "status": 200,
                "bytes": 11,
                "request_id": "7bb40031",
            },
        ),
        Sample(
            '{"level":"info","ts":1795246379.0942984,"logger":"http.log.access.log0","msg":"handled request",'
            '"request":{"method":"GET","uri":"/slow","headers":{}},"user_id":"acme","duration":0.00018,"size":0,"status":0}',
            {"status": None, "credential": "acme", "credential_kind": "user"},
        ),
        Sample(
            '{"level":"info","ts":"2026-11-21T07:32:59.094Z","logger":"http.log.access","msg":"NOP","request":{"method":'
            '"GET","uri":"/a","headers":{}},"user_id":"","duration":"18.5ms","size":0,"status":200}',
            {"ts": "2026-11-21 07:32:59.0755", "latency_ms": 18.5},
        ),
        Sample(
            '{"level":"error","ts":1795246379.0064144,"logger":"http.log.error.log0","msg":"connection refused",'
            '"request":{"method":"GET","uri":"/dead/x"},"duration":0.0004,"status":502}',
            None,
        ),
    ),
)
