"""Gravitee's file reporter in its JSON form: v4 metrics and v2 requests."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

_MEMBERS = [
    "timestamp",
    "requestId",
    "transactionId",
    "httpMethod",
    "uri",
    "path",
    "pathInfo",
    "mappedPath",
    "apiName",
    "apiId",
    "api",
    "application",
    "applicationId",
    "applicationName",
    "subscription",
    "subscriptionId",
    "clientIdentifier",
    "user",
    "remoteAddress",
    "status",
    "gatewayResponseTimeMs",
    "proxyResponseTimeMs",
    "responseContentLength",
]

PLUGIN = Format(
    reader=JsonLines(dict.fromkeys(_MEMBERS, "VARCHAR")),
    recognise=r'^\s*\{(?=.*"httpMethod"\s*:)(?=.*"(?:gatewayResponseTimeMs|proxyResponseTimeMs|transactionId)"\s*:)',
    moment='any_moment("timestamp")',
    method="httpMethod",
    target="coalesce(given(uri), given(path), pathInfo)",
    # path mappings have :id for what varies
    route=r"regexp_replace(given(mappedPath), ':(\w+)', '{\1}', 'g')",
    api="coalesce(given(apiName), given(apiId), given(api))",
    status="status",
    latency="coalesce(given(gatewayResponseTimeMs), given(proxyResponseTimeMs))",
    bytes="responseContentLength",
    request_id="coalesce(given(requestId), transactionId)",
    identities={
        # a keyless plan writes application 1
        "consumer": "coalesce(given(applicationName), nullif(given(applicationId), '1'),"
        " nullif(given(application), '1'), given(subscriptionId), given(subscription), given(clientIdentifier))",
        "user": '"user"',
        "client_ip": "remoteAddress",
    },
    source="https://documentation.gravitee.io/apim/analyze-and-monitor-apis/reporters/file-reporter",
    confidence="source code",
    notes="Read the files of `request` and `v4-metrics`, not those of logs, nodes or messages. The mapped path is a "
    "template within the API. Records are dropped silently when Gravitee's queue is full. -1 = unknown.",
    rank=2,
    samples=(
        Sample(
            '{"timestamp":1795246046168,"requestId":"076a","transactionId":"076b","apiId":"5f67","apiName":"Orders",'
            '"planId":"8463","applicationId":"91f0","subscriptionId":"318e","clientIdentifier":"acme","httpMethod":"GET",'
            '"remoteAddress":"203.0.113.7","host":"api","uri":"/orders/7?x=1","pathInfo":"/7","mappedPath":"/:id",'
            '"userAgent":"acme/1","requestContentLength":-1,"status":200,"responseContentLength":311,'
            '"gatewayResponseTimeMs":18,"endpointResponseTimeMs":12,"securityType":"API_KEY","customMetrics":{}}\r',
            {
                "ts": "2026-11-21 07:27:26.168",
                "method": "GET",
                "path": "/orders/7",
                "route": "/{id}",
                "api": "Orders",
                "credential": "91f0",
                "status": 200,
                "latency_ms": 18.0,
                "bytes": 311,
                "request_id": "076a",
            },
        ),
        Sample(
            '{"timestamp":1795246046168,"requestId":"076c","transactionId":"076c","api":"5f67","application":"1",'
            '"plan":"k","httpMethod":"POST","uri":"/orders","path":"/orders","status":201,"proxyResponseTimeMs":5,'
            '"responseContentLength":-1}',
            {"path": "/orders", "credential": None, "bytes": None, "latency_ms": 5.0, "api": "5f67"},
        ),
        Sample('{"timestamp":1795246046168,"httpMethod":"OTHER","transactionId":"076d","uri":"/"}', None),
    ),
)
