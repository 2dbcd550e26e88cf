"""MuleSoft Anypoint's Analytics Event API, its events as JSON."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

_MEMBERS = [
    "Timestamp",
    "Verb",
    "Resource Path",
    "API Name",
    "Application Name",
    "Application",
    "Client ID",
    "Client IP",
    "Status Code",
    "Response Time",
    "Response Size",
    "Message ID",
]

PLUGIN = Format(
    reader=JsonLines(dict.fromkeys(_MEMBERS, "VARCHAR")),
    recognise=r'"(?:Resource Path|API Version ID)"\s*:',
    moment='any_moment("Timestamp")',
    method='"Verb"',
    target='"Resource Path"',
    api='"API Name"',
    status='"Status Code"',
    latency='given("Response Time")',
    bytes='given("Response Size")',
    request_id='"Message ID"',
    identities={
        "consumer": 'coalesce(given("Application Name"), given("Application"))',
        "api_key": '"Client ID"',
        "client_ip": '"Client IP"',
    },
    source="https://docs.mulesoft.com/api-manager/latest/analytics-event-api",
    confidence="third party",
    notes="The API may give an event twice: Message ID tells. The body of the gateway's own forwarding "
    "(/v2/analytics/events) has no published schema and is not read; Anypoint Monitoring's archive is summed up "
    "already and names no path.",
    rank=2,
    samples=(
        Sample(
            '{"Timestamp":"2026-11-21T07:27:26.168Z","Verb":"GET","Resource Path":"/orders/7","API Name":"orders",'
            '"API Version ID":"223337","Application Name":"acme-app","Client IP":"203.0.113.7","Status Code":200,'
            '"Response Time":18,"Request Size":300,"Response Size":611,"Message ID":"0a1b",'
            '"Request Outcome":"PROCESSED","Violated Policy Name":""}',
            {
                "ts": "2026-11-21 07:27:26.168",
                "method": "GET",
                "path": "/orders/7",
                "api": "orders",
                "credential": "acme-app",
                "status": 200,
                "latency_ms": 18.0,
                "bytes": 611,
                "request_id": "0a1b",
            },
        ),
        Sample('{"Timestamp":"2026-11-21T07:27:26.168Z","Resource Path":"/orders/7","Verb":""}', None),
    ),
)
