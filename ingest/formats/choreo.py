"""WSO2 Choreo's gateway log, as its console exports it."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

PLUGIN = Format(
    reader=JsonLines(
        {
            "timestamp": "VARCHAR",
            "statusCode": "VARCHAR",
            "logLine": {
                "Method": "VARCHAR",
                "RequestPath": "VARCHAR",
                "CorrelationID": "VARCHAR",
                "Duration": "VARCHAR",
                "ServiceHost": "VARCHAR",
            },
        }
    ),
    recognise=r'"logLine"\s*:\s*\{.*"CorrelationID"\s*:',
    moment='iso_moment("timestamp")',
    method="logLine.Method",
    target="logLine.RequestPath",
    status="statusCode",
    latency="regexp_extract(logLine.Duration, '^[0-9.]+')",
    request_id="logLine.CorrelationID",
    source="https://wso2.com/choreo/docs/monitoring-and-insights/view-logs/",
    confidence="documentation",
    notes="It names no caller. The duration's unit is not documented and taken for ms.",
    rank=2,
    snippets=("wso2",),
    samples=(
        Sample(
            '{"timestamp":"2026-11-21T07:27:26.168Z","logLine":{"Method":"GET","RequestPath":"/orders/7?x=1",'
            '"ServicePath":"/7","UserAgent":"acme/1","CorrelationID":"79ed","ServiceHost":"orders","Duration":18},'
            '"gatewayCode":"BACKEND_RESPONSE","statusCode":200,"envName":"Production"}',
            {
                "ts": "2026-11-21 07:27:26.168",
                "method": "GET",
                "path": "/orders/7",
                "status": 200,
                "latency_ms": 18.0,
                "request_id": "79ed",
                "credential": None,
            },
        ),
        Sample(
            '{"timestamp":"2026-11-21T07:27:26Z","logLine":{"CorrelationID":"79ee"},"statusCode":200}', None
        ),
    ),
)
