"""Emissary-ingress (Ambassador) in its default text format: Envoy's, behind the word ACCESS."""

from __future__ import annotations

from dataclasses import replace

from ingest.format import Sample, Text
from ingest.formats import envoy_text

_PATTERN = envoy_text.PLUGIN.reader.pattern if isinstance(envoy_text.PLUGIN.reader, Text) else ""

PLUGIN = replace(
    envoy_text.PLUGIN,
    reader=Text(pattern=rf"(?:.* )?ACCESS {_PATTERN}"),
    recognise=r'\bACCESS \[\d{4}-\d\d-\d\dT[\d:.]+Z\] "\S+ .*" \d+ \S+ ',
    source="https://www.getambassador.io/docs/emissary/latest/topics/running/ambassador",
    confidence="source code",
    notes="It names no caller: choose envoy_log_type typed_json with a member for it (snippet emissary).",
    rank=2,
    snippets=("emissary",),
    samples=(
        Sample(
            'ACCESS [2026-11-21T07:27:26.168Z] "GET /orders/7?x=1 HTTP/1.1" 200 - 0 311 18 12 "203.0.113.7" "a"b ]" "913a"'
            ' "api" "10.0.0.5:8080"',
            {
                "ts": "2026-11-21 07:27:26.168",
                "method": "GET",
                "path": "/orders/7",
                "status": 200,
                "latency_ms": 18.0,
                "bytes": 311,
                "request_id": "913a",
                "credential": None,
            },
        ),
        Sample("ACCESS [2026-11-21T07:27:26.168Z] ready", None),
    ),
)
