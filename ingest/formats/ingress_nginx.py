"""The NGINX ingress controller of Kubernetes, its default format `upstreaminfo`."""

from __future__ import annotations

from ingest.format import Delimited, Format, Sample, Text
from ingest.formats import _clf

PLUGIN = Format(
    reader=Text(
        pattern=_clf.HEAD + _clf.AGENT + r" (?P<request_bytes>\d+) (?P<request_time>[\d.]+)"
        r" \[[^\]]*\] \[[^\]]*\] .*? (?P<request_id>\S+)",
        delimited=Delimited(
            names=(
                *_clf.HEAD_NAMES,
                *("_referer", "_agent", "_request_bytes", "request_time", "_service", "_alternative"),
                *("_address", "_length", "_time", "_status", "request_id"),
            )
        ),
    ),
    recognise=r'" \d+ [\d.]+ \[[^\]]*\] \[[^\]]*\] .* \S+\s*$',
    moment=_clf.MOMENT,
    moment_is_end=True,
    method=_clf.METHOD,
    target=_clf.TARGET,
    status="status",
    latency="request_time",
    latency_unit="s",
    bytes="bytes",
    request_id="request_id",
    identities={"user": '"user"', "client_ip": "host"},
    source="https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/log-format/",
    confidence="recorded",
    notes="With retries the upstream columns hold lists (`a, b 0, 0`); such lines are read by the pattern.",
    rank=2,
    samples=(
        Sample(
            '203.0.113.7 - acme [21/Nov/2026:07:42:18 +0000] "POST /v2/invoices HTTP/1.1" 200 11 "-" "globex/9"'
            " 257 0.250 [default-api-svc-8080] [] 10.0.0.5:39000 11 0.249 200 4e5af93491e66915179ad843aa991126",
            {
                "ts": "2026-11-21 07:42:17.75",
                "path": "/v2/invoices",
                "credential": "acme",
                "latency_ms": 250.0,
                "request_id": "4e5af93491e66915179ad843aa991126",
            },
        ),
        Sample(
            '203.0.113.7 - - [21/Nov/2026:07:42:18 +0000] "GET /dead/x HTTP/1.1" 502 157 "-" "a b" 93 0.001'
            " [default-api-svc-8080] [] 127.0.0.1:1, 127.0.0.1:2 0, 0 0.000, 0.000 502, 502 e51612ed44281cdf",
            {"path": "/dead/x", "status": 502, "request_id": "e51612ed44281cdf"},
        ),
        Sample(
            '203.0.113.7 - - [21/Nov/2026:07:42:18 +0000] "GARBAGE" 400 157 "-" "-" 0 0.000 [] [] - - - - 64a06650831ec329',
            None,
        ),
    ),
)
