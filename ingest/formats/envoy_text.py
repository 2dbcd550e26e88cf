"""Envoy's default text format."""

from __future__ import annotations

from ingest.format import Delimited, Format, Sample, Text

PLUGIN = Format(
    reader=Text(
        # Envoy escapes nothing: a quote in the agent is told apart only by what follows it
        pattern=r'\[(?P<start>[^\]]+)\] "(?P<request>\S+ .*? \S+)" (?P<status>\d+) (?P<flags>\S+)'
        r'(?: \S+ "[^"]*" "[^"]*")? (?P<bytes_in>\d+) (?P<bytes_out>\d+) (?P<duration>\d+|-) (?P<upstream>\d+|-)'
        r' ".*" "(?P<request_id>[^"]*)" "[^"]*" "[^"]*"(?: .*)?',
        delimited=Delimited(
            names=(
                *("start", "request", "status", "_flags", "_in", "bytes_out", "duration", "_upstream"),
                *("_forwarded", "_agent", "request_id", "_authority", "_host"),
            )
        ),
    ),
    recognise=r'^\[\d{4}-\d\d-\d\dT[\d:.]+Z\] "\S+ .*" \d+ \S+ ',
    moment="iso_moment(trim(start, '[]'))",
    method="split_part(request, ' ', 1)",
    target="split_part(request, ' ', 2)",
    status="status",
    latency="given(duration)",
    bytes="bytes_out",
    request_id="request_id",
    source="https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage",
    confidence="recorded",
    notes="It names no caller; write a json_format with the consumer in it.",
    snippets=("envoy",),
    samples=(
        Sample(
            '[2026-11-21T07:29:41.311Z] "POST /v1/invoices?x=1 HTTP/1.1" 200 - 15 11 41 0 "192.0.2.2" "globex/9"'
            ' "7d275b4d-1b4f-4eac-bb2b-e36c2ea16930" "api.example.test" "127.0.0.1:39000"',
            {
                "ts": "2026-11-21 07:29:41.311",
                "method": "POST",
                "path": "/v1/invoices",
                "credential": None,
                "status": 200,
                "latency_ms": 41.0,
                "bytes": 11,
                "request_id": "7d275b4d-1b4f-4eac-bb2b-e36c2ea16930",
            },
        ),
        Sample(
            '[2026-11-21T07:29:41.487Z] "GET /v1/s?q=%22 HTTP/1.1" 200 - 0 11 41 0 "192.0.2.2" "evil"ua\\ ]\there é end"'
            ' "fd85a624-4401-4277-b20d-42eefa2908f9" "api.example.test" "127.0.0.1:39000"',
            {"path": "/v1/s", "request_id": "fd85a624-4401-4277-b20d-42eefa2908f9"},
        ),
        Sample(
            '[2026-11-21T07:29:42.573Z] "GET /slow HTTP/1.1" 0 DC 0 0 0 - "192.0.2.2" "aborter" "5ccf5c2c"'
            ' "api.example.test" "127.0.0.1:39000"',
            {"path": "/slow", "status": None, "latency_ms": 0.0},
        ),
        Sample('[2026-11-21T07:29:41.573Z] "- - HTTP/1.1" 400 DPE 0 11 0 - "-" "-" "-" "-" "-"', None),
    ),
)
