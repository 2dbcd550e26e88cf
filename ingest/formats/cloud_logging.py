"""Google Cloud Logging's LogEntry with an `httpRequest`: load balancer, API Gateway, Cloud Run, App Engine."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

PLUGIN = Format(
    reader=JsonLines(
        {
            "insertId": "VARCHAR",
            "timestamp": "VARCHAR",
            "httpRequest": {
                "requestMethod": "VARCHAR",
                "requestUrl": "VARCHAR",
                "status": "VARCHAR",
                "responseSize": "VARCHAR",
                "remoteIp": "VARCHAR",
                "latency": "VARCHAR",
            },
            "resource": {"labels": {"service": "VARCHAR", "service_name": "VARCHAR", "api": "VARCHAR"}},
            "jsonPayload": {"consumer": "VARCHAR", "api_key_id": "VARCHAR", "apiKeyId": "VARCHAR"},
        }
    ),
    recognise=r'"httpRequest"\s*:\s*\{',
    moment='iso_moment("timestamp")',
    method="httpRequest.requestMethod",
    target="httpRequest.requestUrl",
    api="coalesce(given(resource.labels.api), given(resource.labels.service), given(resource.labels.service_name))",
    status="httpRequest.status",
    latency="rtrim(httpRequest.latency, 's')",
    latency_unit="s",
    bytes="httpRequest.responseSize",
    request_id="insertId",
    identities={
        "consumer": "coalesce(given(jsonPayload.consumer), given(jsonPayload.api_key_id), given(jsonPayload.apiKeyId))",
        "client_ip": r"regexp_replace(httpRequest.remoteIp, '^(\d+\.\d+\.\d+\.\d+):\d+$', '\1')",
    },
    source="https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry",
    confidence="documentation",
    notes="httpRequest names no caller; a jsonPayload with `consumer` does. insertId tells an entry that came twice.",
    rank=2,
    samples=(
        Sample(
            '{"insertId":"1x","logName":"projects/p/logs/requests","timestamp":"2026-11-21T07:27:26.168123456Z",'
            '"resource":{"type":"http_load_balancer","labels":{"project_id":"p"}},"httpRequest":{"requestMethod":"GET",'
            '"requestUrl":"https://api.example/v1/orders/7?x=1","requestSize":"300","status":200,"responseSize":"611",'
            '"userAgent":"acme/1","remoteIp":"203.0.113.7:51022","latency":"0.018000s","protocol":"HTTP/1.1"},'
            '"jsonPayload":{"consumer":"acme"}}',
            {
                "ts": "2026-11-21 07:27:26.168123",
                "method": "GET",
                "path": "/v1/orders/7",
                "credential": "acme",
                "status": 200,
                "latency_ms": 18.0,
                "bytes": 611,
                "request_id": "1x",
            },
        ),
        Sample(
            '{"insertId":"2x","timestamp":"2026-11-21T07:27:26Z","textPayload":"started","httpRequest":{}}',
            None,
        ),
    ),
)
