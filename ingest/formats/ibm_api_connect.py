"""IBM API Connect's API events, as its analytics offload sends them."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

_MEMBERS = [
    "datetime",
    "request_method",
    "uri_path",
    "resource_path",
    "resource_id",
    "api_resource_id",
    "api_name",
    "app_name",
    "app_id",
    "client_id",
    "developer_org_name",
    "status_code",
    "time_to_serve_request",
    "bytes_sent",
    "transaction_id",
    "global_transaction_id",
    "client_ip",
]
# name:version:method:/path
_TEMPLATE = (
    r"regexp_extract(coalesce(given(api_resource_id), given(resource_id)), '^[^:]*:[^:]*:[^:]*:(/.*)$', 1)"
)

PLUGIN = Format(
    reader=JsonLines(dict.fromkeys(_MEMBERS, "VARCHAR")),
    recognise=r'"(?:time_to_serve_request|developer_org_name|global_transaction_id)"\s*:',
    moment="iso_moment(datetime)",
    method="request_method",
    target="uri_path",
    route=f"nullif({_TEMPLATE}, '')",
    api="api_name",
    status="split_part(status_code, ' ', 1)",
    latency="given(time_to_serve_request)",
    bytes="given(bytes_sent)",
    request_id="coalesce(given(global_transaction_id), given(transaction_id))",
    identities={
        "consumer": "coalesce(given(app_name), given(app_id))",
        "user": "developer_org_name",
        "api_key": "client_id",
        "client_ip": "client_ip",
    },
    source="https://www.ibm.com/docs/en/api-connect/software/10.0.8_lts?topic=reference-api-event-record-fields",
    confidence="third party",
    notes="Numbers are text, a status reads '200 OK', a missing caller is 'N/A'. @timestamp is when Logstash wrote the "
    "event and is not used. The vendor's table was seen in parts; the rest comes from somebody's recorded event.",
    rank=2,
    samples=(
        Sample(
            '{"datetime":"2026-11-21T07:27:26.168Z","@timestamp":"2026-11-21T07:27:29Z","api_name":"orders",'
            '"api_version":"1.0.0","resource_id":"orders:1.0.0:get:/orders/{id}","uri_path":"/acmeorg/prod/orders/7",'
            '"query_string":"x=1","request_method":"GET","status_code":"200 OK","time_to_serve_request":"18",'
            '"bytes_sent":"611","bytes_received":"0","client_id":"abc","app_name":"acme-app","plan_name":"gold",'
            '"developer_org_name":"acme","transaction_id":"39376","global_transaction_id":"586a",'
            '"client_ip":"203.0.113.7","http_user_agent":"acme/1"}',
            {
                "ts": "2026-11-21 07:27:26.168",
                "method": "GET",
                "path": "/acmeorg/prod/orders/7",
                "route": "/orders/{id}",
                "api": "orders",
                "credential": "acme-app",
                "status": 200,
                "latency_ms": 18.0,
                "bytes": 611,
                "request_id": "586a",
            },
        ),
        Sample(
            '{"datetime":"2026-11-21T07:27:26Z","api_name":"orders","uri_path":"/o/p/orders","request_method":"POST",'
            '"status_code":"401 Unauthorized","time_to_serve_request":"N/A","app_name":"N/A","client_id":"",'
            '"developer_org_name":"N/A","transaction_id":"39377"}',
            {"status": 401, "credential": None, "latency_ms": None, "route": None, "request_id": "39377"},
        ),
        Sample('{"datetime":"N/A","time_to_serve_request":"3","request_method":"GET","uri_path":"/x"}', None),
    ),
)
