"""Tyk Gateway's access log (`access_logs.enabled`), written as JSON."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

_MEMBERS = [
    "prefix",
    "time",
    "method",
    "path",
    "original_path",
    "api_name",
    "api_id",
    "api_key",
    "client_ip",
    "status",
    "latency_total",
    "trace_id",
]

PLUGIN = Format(
    reader=JsonLines(dict.fromkeys(_MEMBERS, "VARCHAR")),
    recognise=r'"prefix"\s*:\s*"access-log"',
    is_call="prefix = 'access-log'",
    moment='iso_moment("time")',
    moment_is_end=True,
    method="method",
    target="coalesce(given(original_path), path)",
    api="coalesce(given(api_name), api_id)",
    status="status",
    latency="given(latency_total)",
    request_id="trace_id",
    identities={"api_key": "api_key", "client_ip": "client_ip"},
    source="https://tyk.io/docs/api-management/logs-metrics/",
    confidence="source code",
    notes="To the second, at the request's end. The key is shortened or hashed by Tyk. An id with OpenTelemetry only. "
    "The setting `template` may leave members out.",
    rank=2,
    samples=(
        Sample(
            '{"level":"info","msg":"","prefix":"access-log","time":"2026-11-21T07:27:26Z","api_id":"b84f",'
            '"api_name":"Orders","org_id":"53ac","api_key":"****dc1e","client_ip":"203.0.113.7","host":"api",'
            '"method":"GET","path":"/orders/7","original_path":"/orders/7?x=1","protocol":"HTTP/1.1","status":200,'
            '"latency_total":18,"upstream_latency":12,"user_agent":"acme/1","trace_id":"5b8e"}',
            {
                "ts": "2026-11-21 07:27:25.982",
                "method": "GET",
                "path": "/orders/7",
                "api": "Orders",
                "credential": "****dc1e",
                "credential_kind": "api_key",
                "status": 200,
                "latency_ms": 18.0,
                "request_id": "5b8e",
            },
        ),
        Sample('{"level":"info","msg":"Loaded","prefix":"main","time":"2026-11-21T07:27:26Z"}', None),
    ),
)
