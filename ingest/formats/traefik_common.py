"""Traefik's text format (`format: common`)."""

from __future__ import annotations

from ingest.format import Delimited, Format, Sample, Text
from ingest.formats import _clf

PLUGIN = Format(
    reader=Text(
        # Traefik escapes a quote and nothing else, so the agent is whatever stands before the count
        pattern=_clf.HEAD + r' "(?:[^"\\]|\\.)*" ".*" \d+ "(?P<router>[^"]*)" "[^"]*" (?P<duration>\d+)ms',
        delimited=Delimited(
            names=(*_clf.HEAD_NAMES, "_referer", "_agent", "_count", "router", "_server", "duration"),
            escape="\\",
        ),
    ),
    recognise=r'" \d+ "[^"]*" "[^"]*" \d+ms\s*$',
    moment=_clf.MOMENT,
    method=_clf.METHOD,
    target=_clf.TARGET,
    route_name="given(split_part(router, '@', 1))",
    status="status",
    latency="rtrim(duration, 'ms')",
    bytes="bytes",
    identities={"user": '"user"', "client_ip": "host"},
    source="https://doc.traefik.io/traefik/observe/logs-and-access-logs/",
    confidence="recorded",
    notes="The time is the request's start, to the second. The router's name is no template.",
    rank=2,
    snippets=("traefik",),
    samples=(
        Sample(
            '203.0.113.7 - partner1 [21/Nov/2026:07:42:08 +0000] "POST /v1/invoices HTTP/1.1" 200 11 "-" "globex/9"'
            ' 2 "invoices@file" "http://127.0.0.1:39000" 48ms',
            {
                "ts": "2026-11-21 07:42:08",
                "method": "POST",
                "path": "/v1/invoices",
                "route": None,
                "credential": "partner1",
                "status": 200,
                "latency_ms": 48.0,
                "bytes": 11,
            },
        ),
        Sample(
            '203.0.113.7 - - [21/Nov/2026:07:42:08 +0000] "GET /v1/s?q=1 HTTP/1.1" 200 11 "-" "evil\\"ua\\ ] end"'
            ' 7 "catchall@file" "http://127.0.0.1:39000" 42ms',
            {"path": "/v1/s", "latency_ms": 42.0, "credential": None},
        ),
    ),
)
