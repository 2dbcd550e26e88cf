"""Consul's API gateway and service mesh, their default JSON access log."""

from __future__ import annotations

from ingest.format import Sample
from ingest.formats import _envoy

PLUGIN = _envoy.json_format(
    recognise=r'"upstream_cluster"\s*:\s*"(?:[^"]*\.consul|local_app)"',
    # local_app is the server's own sidecar, which tells of the same request once more
    is_call="coalesce(upstream_cluster <> 'local_app', true)",
    api="CASE WHEN ends_with(upstream_cluster, '.consul') THEN split_part(upstream_cluster, '.', 1) END",
    source="https://developer.hashicorp.com/consul/docs/observe/access-log",
    notes="Sidecars log too: the server's own (local_app) is left out; log the gateway's Envoy alone. No caller by "
    "default: the snippet adds a header and the peer's SPIFFE id.",
    rank=2,
    samples=(
        Sample(
            '{"start_time":"2026-11-21T07:27:26.168Z","route_name":null,"method":"GET","path":"/orders/7?x=1",'
            '"protocol":"HTTP/1.1","response_code":200,"response_flags":"-","bytes_received":0,"bytes_sent":311,'
            '"duration":18,"upstream_service_time":"12","x_forwarded_for":null,"user_agent":"acme/1","request_id":"8496",'
            '"authority":"api","upstream_host":"10.0.0.5:20000","upstream_cluster":"orders.default.dc1.internal.1a2b.consul",'
            '"downstream_remote_address":"203.0.113.7:46520",'
            '"downstream_peer_uri_san":"spiffe://1a2b.consul/ns/default/dc/dc1/svc/acme"}',
            {
                "ts": "2026-11-21 07:27:26.168",
                "method": "GET",
                "path": "/orders/7",
                "api": "orders",
                "credential": "spiffe://1a2b.consul/ns/default/dc/dc1/svc/acme",
                "status": 200,
                "latency_ms": 18.0,
                "bytes": 311,
                "request_id": "8496",
            },
        ),
        Sample(
            '{"start_time":"2026-11-21T07:27:26.169Z","method":"GET","path":"/orders/7","response_code":200,"duration":16,'
            '"request_id":"8496","upstream_cluster":"local_app"}',
            None,
        ),
    ),
)
