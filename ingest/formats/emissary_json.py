"""Emissary-ingress (Ambassador) with `envoy_log_type: json` or `typed_json`."""

from __future__ import annotations

from ingest.format import Sample
from ingest.formats import _envoy

PLUGIN = _envoy.json_format(
    recognise=r'"istio_policy_status"\s*:|"upstream_cluster"\s*:\s*"cluster_',
    is_call="true",
    api="CASE WHEN starts_with(upstream_cluster, 'cluster_') THEN substr(upstream_cluster, 9) END",
    source="https://www.getambassador.io/docs/emissary/latest/topics/running/ambassador",
    notes="No route; the cluster's name stands for the API. No caller by default: the snippet adds a header. "
    "With `json` all values are text, with `typed_json` numbers are numbers.",
    snippets=("emissary",),
    rank=2,
    samples=(
        Sample(
            '{"start_time":"2026-11-21T07:27:26.168Z","method":"GET","path":"/orders/7?x=1","protocol":"HTTP/1.1",'
            '"response_code":200,"response_flags":"-","bytes_received":0,"bytes_sent":311,"duration":18,'
            '"upstream_service_time":"12","x_forwarded_for":"203.0.113.7","user_agent":"acme/1","request_id":"913a",'
            '"authority":"api","upstream_host":"10.0.0.5:8080","upstream_cluster":"cluster_orders_default",'
            '"downstream_remote_address":"203.0.113.7:46520","requested_server_name":null,"istio_policy_status":null,'
            '"upstream_transport_failure_reason":null,"consumer":"acme"}',
            {
                "ts": "2026-11-21 07:27:26.168",
                "method": "GET",
                "path": "/orders/7",
                "api": "orders_default",
                "credential": "acme",
                "status": 200,
                "latency_ms": 18.0,
                "bytes": 311,
                "request_id": "913a",
            },
        ),
        Sample(
            '{"start_time":"2026-11-21T07:27:26.168Z","method":"-","path":"-","response_code":"400","response_flags":"DPE",'
            '"istio_policy_status":"-","upstream_cluster":"-"}',
            None,
        ),
    ),
)
