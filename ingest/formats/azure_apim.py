"""Azure API Management's GatewayLogs as they reach an Event Hub or a storage account."""

from __future__ import annotations

import json

from ingest.format import Format, JsonLines, Sample

_PROPERTIES = [
    "method",
    "url",
    "responseCode",
    "responseSize",
    "apiId",
    "operationId",
    "productId",
    "userId",
    "apimSubscriptionId",
]
_SHAPE = json.dumps(dict.fromkeys(_PROPERTIES, "VARCHAR"))
# old versions wrote the properties as text with JSON in it
_INNER = "CASE WHEN json_type(properties) = 'VARCHAR' THEN properties->>'$' ELSE properties::VARCHAR END"

PLUGIN = Format(
    reader=JsonLines(
        {
            "time": "VARCHAR",
            "category": "VARCHAR",
            "durationMs": "VARCHAR",
            "callerIpAddress": "VARCHAR",
            "correlationId": "VARCHAR",
            "properties": "JSON",
        },
        derived={"p": f"CASE WHEN is_object({_INNER}) THEN json_transform({_INNER}, '{_SHAPE}') END"},
    ),
    recognise=r'"category"\s*:\s*"GatewayLogs"',
    is_call="category = 'GatewayLogs'",
    moment='iso_moment("time")',
    method="p.method",
    target="p.url",
    route_name="given(p.operationId)",
    api="p.apiId",
    # 0 = the caller went away before there was an answer
    status="nullif(p.responseCode, '0')",
    latency="durationMs",
    bytes="p.responseSize",
    request_id="correlationId",
    identities={
        "consumer": "coalesce(given(p.apimSubscriptionId), given(p.userId))",
        "client_ip": "callerIpAddress",
    },
    source="https://learn.microsoft.com/azure/api-management/gateway-log-schema-reference",
    confidence="source code",
    notes='The lists `{"records": [...]}` of an Event Hub are unpacked, and storage\'s one record per line is read. '
    "operationId is a name, no template: import the API's OpenAPI document. No user agent by default.",
    rank=2,
    samples=(
        Sample(
            '{"time":"2026-11-21T07:27:26.1681234Z","operationName":"Microsoft.ApiManagement/GatewayLogs",'
            '"category":"GatewayLogs","isRequestSuccess":true,"durationMs":18,"callerIpAddress":"203.0.113.7",'
            '"correlationId":"6f0d","properties":{"method":"GET","url":"https://api.example/v1/orders/7?subscription-key=s",'
            '"responseCode":200,"backendResponseCode":200,"requestSize":300,"responseSize":611,"apiId":"orders",'
            '"operationId":"get-order","productId":"gold","userId":"u1","apimSubscriptionId":"acme-sub"}}',
            {
                "ts": "2026-11-21 07:27:26.168123",
                "method": "GET",
                "path": "/v1/orders/7",
                "route": None,
                "api": "orders",
                "credential": "acme-sub",
                "status": 200,
                "latency_ms": 18.0,
                "bytes": 611,
                "request_id": "6f0d",
            },
        ),
        Sample(
            '{"time":"2026-11-21T07:27:26Z","category":"GatewayLogs","durationMs":3,"correlationId":"6f0e",'
            '"properties":"{\\"method\\":\\"POST\\",\\"url\\":\\"https://api.example/v1/orders\\",\\"responseCode\\":401}"}',
            {"method": "POST", "path": "/v1/orders", "status": 401, "credential": None},
        ),
        Sample('{"time":"2026-11-21T07:27:26Z","category":"WebSocketConnectionLogs","properties":"{"}', None),
    ),
)
