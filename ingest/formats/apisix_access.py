"""Apache APISIX's own access log (`access.log`) in its default format."""

from __future__ import annotations

from ingest.format import Format, Sample, Text

PLUGIN = Format(
    reader=Text(
        pattern=r"(?P<client_ip>\S+) - (?P<user>.*?) \[(?P<logged>[^\]]+)\] (?P<host>\S+)"
        r' "(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d+) (?P<sent>\d+) (?P<taken>[\d.]+) "(?:[^"\\]|\\.)*"'
        r' "(?:[^"\\]|\\.)*" .*? "[^"]*"(?: "(?P<request_id>[^"]*)")?',
    ),
    recognise=r'\] \S+ "[^"]*" \d{3} \d+ [\d.]+ "[^"]*" ".*" .* "\S*://.*"',
    moment="clf_text_moment(logged)",
    moment_is_end=True,
    method="split_part(request, ' ', 1)",
    target="split_part(request, ' ', 2)",
    status="status",
    latency="taken",
    latency_unit="s",
    bytes="sent",
    request_id="request_id",
    identities={"user": '"user"', "client_ip": "client_ip"},
    source="https://github.com/apache/apisix/blob/master/apisix/cli/config.lua",
    confidence="source code",
    notes="To the second, at the request's end. No consumer: use a logger plug-in (apisix), or a log_format of your own "
    "with $consumer_name in ingest.nginx_log_formats.",
    rank=2,
    snippets=("apisix",),
    samples=(
        Sample(
            '203.0.113.7 - acme [21/Nov/2026:07:27:26 +0000] api:9080 "GET /orders/7?x=1 HTTP/1.1" 200 311 0.018 "-"'
            ' "acme \\x22q\\x22" 10.0.0.5:80 200 0.012 "http://api:9080/orders/7" "d1f0"',
            {
                "ts": "2026-11-21 07:27:25.982",
                "method": "GET",
                "path": "/orders/7",
                "credential": "acme",
                "status": 200,
                "latency_ms": 18.0,
                "bytes": 311,
                "request_id": "d1f0",
            },
        ),
        Sample(
            '203.0.113.7 - - [21/Nov/2026:07:27:26 +0000] api "POST /orders HTTP/1.1" 502 157 0.001 "-" "a" 10.0.0.5:1,'
            ' 10.0.0.6:1 502, 502 0.000, 0.001 "http://api/orders"',
            {"status": 502, "credential": None, "request_id": None},
        ),
        Sample('203.0.113.7 - - [21/Nov/2026:07:27:26 +0000] _ "" 400 0 0.000 "-" "-" - - - "://"', None),
    ),
)
