"""Istio's ingress gateway with `accessLogEncoding: JSON`."""

from __future__ import annotations

from ingest.format import Sample
from ingest.formats import _envoy

PLUGIN = _envoy.json_format(
    recognise=r'"upstream_cluster"\s*:\s*"outbound\|',
    # a gateway has put the caller's address into X-Forwarded-For; a client's sidecar has not, and the
    # sidecar of the server tells of the same request once more
    is_call="NOT coalesce(starts_with(upstream_cluster, 'inbound|'), false) AND given(x_forwarded_for) IS NOT NULL",
    # outbound|port|subset|service
    api="split_part(upstream_cluster, '|', 4)",
    source="https://istio.io/latest/docs/tasks/observability/logs/access-log/",
    notes="A request is logged by the gateway, the client's and the server's sidecar: only the gateway's records count "
    "(istio_sidecar counts the server's). No caller by default: the snippet adds the verified JWT subject, a header, or "
    "the peer's SPIFFE id. route_name is mostly `default`.",
    rank=2,
    samples=(
        Sample(
            '{"start_time":"2026-11-21T07:27:26.168Z","route_name":"default","method":"GET","path":"/orders/7?x=1",'
            '"protocol":"HTTP/2","response_code":200,"response_flags":"-","response_code_details":"via_upstream",'
            '"connection_termination_details":null,"bytes_received":0,"bytes_sent":311,"duration":18,'
            '"upstream_service_time":"12","x_forwarded_for":"203.0.113.7","user_agent":"acme/1","request_id":"8496",'
            '"authority":"api","upstream_host":"10.44.1.27:80","upstream_local_address":"10.44.0.9:1",'
            '"upstream_cluster":"outbound|8080||orders.shop.svc.cluster.local","downstream_local_address":"10.44.0.9:8443",'
            '"downstream_remote_address":"203.0.113.7:46520","requested_server_name":null,'
            '"upstream_transport_failure_reason":null,"consumer":"acme"}',
            {
                "ts": "2026-11-21 07:27:26.168",
                "method": "GET",
                "path": "/orders/7",
                "route": None,
                "api": "orders.shop.svc.cluster.local",
                "credential": "acme",
                "status": 200,
                "latency_ms": 18.0,
                "bytes": 311,
                "request_id": "8496",
            },
        ),
        Sample(
            '{"start_time":"2026-11-21T07:27:26.168Z","method":"GET","path":"/none","response_code":404,'
            '"response_flags":"NR","duration":0,"bytes_sent":0,"x_forwarded_for":"203.0.113.7","request_id":"8497",'
            '"upstream_cluster":null}',
            {"status": 404, "credential": None},
        ),
        Sample(
            '{"start_time":"2026-11-21T07:27:26.169Z","method":"GET","path":"/orders/7","response_code":200,"duration":16,'
            '"x_forwarded_for":"203.0.113.7","request_id":"8496","upstream_cluster":"inbound|8080||"}',
            None,
        ),
        Sample(
            '{"start_time":"2026-11-21T07:27:26.170Z","method":"GET","path":"/stock/7","response_code":200,"duration":3,'
            '"x_forwarded_for":null,"request_id":"8498","upstream_cluster":"outbound|80||stock.shop.svc.cluster.local"}',
            None,
        ),
    ),
)
