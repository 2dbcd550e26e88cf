"""Traefik's access log (`format: json`)."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

_MEMBERS = [
    "StartUTC",
    "StartLocal",
    "time",
    "RequestMethod",
    "RequestPath",
    "RouterName",
    "ClientUsername",
    "ClientHost",
    "TLSClientSubject",
    "DownstreamStatus",
    "DownstreamContentSize",
    "Duration",
    "trace_id",
    "TraceId",
    "request_X-Request-Id",
    "request_X-Consumer",
    "request_X-Consumer-Username",
    "request_X-Api-Key",
]

PLUGIN = Format(
    reader=JsonLines(dict.fromkeys(_MEMBERS, "VARCHAR")),
    recognise=r'^\s*\{.*"(?:DownstreamStatus|StartUTC|RouterName)"\s*:',
    moment="coalesce(iso_moment(StartUTC), iso_moment(StartLocal))",
    method="RequestMethod",
    target="RequestPath",
    route_name="given(split_part(RouterName, '@', 1))",
    status="DownstreamStatus",
    latency="Duration",
    latency_unit="ns",
    bytes="DownstreamContentSize",
    request_id='coalesce(given(trace_id), given(TraceId), "request_X-Request-Id")',
    identities={
        "consumer": 'coalesce(given("request_X-Consumer-Username"), "request_X-Consumer")',
        "user": "ClientUsername",
        "api_key": '"request_X-Api-Key"',
        "certificate": "TLSClientSubject",
        "client_ip": "ClientHost",
    },
    source="https://doc.traefik.io/traefik/reference/install-configuration/observability/logs-and-accesslogs/",
    confidence="recorded",
    notes="Malformed requests are never logged. A router's name is no template. Filters make the log a sample.",
    rank=1,
    snippets=("traefik",),
    samples=(
        Sample(
            '{"ClientHost":"127.0.0.1","ClientUsername":"partner1","DownstreamContentSize":11,"DownstreamStatus":200,'
            '"Duration":40851447,"RequestCount":2,"RequestMethod":"POST","RequestPath":"/v1/invoices?a=b\\u0026c",'
            '"RouterName":"invoices@file","StartUTC":"2026-11-21T07:41:58.339904424Z","msg":"",'
            '"request_X-Api-Key":"REDACTED","request_X-Request-Id":"req-0002","time":"2026-11-21T07:41:58Z"}',
            {
                "ts": "2026-11-21 07:41:58.339904",
                "method": "POST",
                "path": "/v1/invoices",
                "route": None,
                "credential": "partner1",
                "credential_kind": "user",
                "status": 200,
                "latency_ms": 40.851447,
                "bytes": 11,
                "request_id": "req-0002",
            },
        ),
        Sample('{"level":"error","msg":"middleware failed","time":"2026-11-21T07:41:58Z"}', None),
    ),
)
