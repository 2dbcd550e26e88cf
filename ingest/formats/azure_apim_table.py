"""Azure API Management in Log Analytics: rows of the table ApiManagementGatewayLogs, exported as JSON lines."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

_COLUMNS = [
    "TimeGenerated",
    "CorrelationId",
    "Method",
    "Url",
    "ResponseCode",
    "ResponseSize",
    "TotalTime",
    "ApiId",
    "OperationId",
    "ProductId",
    "UserId",
    "ApimSubscriptionId",
    "CallerIpAddress",
]

PLUGIN = Format(
    reader=JsonLines(dict.fromkeys(_COLUMNS, "VARCHAR")),
    recognise=r'^\s*\{(?=.*"TimeGenerated"\s*:)(?=.*"Apim?(?:SubscriptionId|Id)"\s*:)',
    moment="iso_moment(TimeGenerated)",
    method="Method",
    target="Url",
    route_name="given(OperationId)",
    api="ApiId",
    status="nullif(ResponseCode, '0')",
    latency="TotalTime",
    bytes="ResponseSize",
    request_id="CorrelationId",
    identities={
        "consumer": "coalesce(given(ApimSubscriptionId), given(UserId))",
        "client_ip": "CallerIpAddress",
    },
    source="https://learn.microsoft.com/azure/azure-monitor/reference/tables/apimanagementgatewaylogs",
    confidence="documentation",
    notes="The same records as azure_apim in the table's spelling. Rows arrive minutes late.",
    rank=2,
    snippets=("azure_apim",),
    samples=(
        Sample(
            '{"TimeGenerated":"2026-11-21T07:27:26.168Z","OperationName":"GatewayLogs","CorrelationId":"6f0d",'
            '"Method":"GET","Url":"https://api.example/v1/orders/7","ResponseCode":200,"TotalTime":18,'
            '"ResponseSize":611,"ApiId":"orders","OperationId":"get-order","ApimSubscriptionId":"acme-sub",'
            '"CallerIpAddress":"203.0.113.7"}',
            {
                "ts": "2026-11-21 07:27:26.168",
                "method": "GET",
                "path": "/v1/orders/7",
                "credential": "acme-sub",
                "api": "orders",
                "status": 200,
                "latency_ms": 18.0,
                "bytes": 611,
                "request_id": "6f0d",
            },
        ),
        Sample('{"TimeGenerated":"2026-11-21T07:27:26.168Z","ApiId":"orders","Method":""}', None),
    ),
)
