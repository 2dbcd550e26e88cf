"""Istio's sidecars with `accessLogEncoding: JSON`: the records of servers."""

from __future__ import annotations

from ingest.format import Sample
from ingest.formats import _envoy

PLUGIN = _envoy.json_format(
    recognise=r'"upstream_cluster"\s*:\s*"inbound\|',
    # the client's sidecar tells of the same request as outbound
    is_call="starts_with(upstream_cluster, 'inbound|')",
    api="NULL",
    source="https://istio.io/latest/docs/tasks/observability/logs/access-log/",
    notes="For meshes without a gateway: the server's sidecar counts, the client's does not. A request that passes "
    "several services counts once at each. The caller is the peer's SPIFFE id, when the snippet adds it.",
    snippets=("istio",),
    rank=2,
    samples=(
        Sample(
            '{"start_time":"2026-11-21T07:27:26.168Z","route_name":"default","method":"GET","path":"/orders/7?x=1",'
            '"response_code":200,"bytes_sent":311,"duration":18,"x_forwarded_for":null,"request_id":"8496",'
            '"authority":"orders:8080","upstream_cluster":"inbound|8080||","downstream_remote_address":"10.44.0.9:46520",'
            '"downstream_peer_uri_san":"spiffe://cluster.local/ns/shop/sa/acme"}',
            {
                "ts": "2026-11-21 07:27:26.168",
                "method": "GET",
                "path": "/orders/7",
                "credential": "spiffe://cluster.local/ns/shop/sa/acme",
                "credential_kind": "certificate",
                "status": 200,
                "latency_ms": 18.0,
                "bytes": 311,
                "request_id": "8496",
            },
        ),
        Sample(
            '{"start_time":"2026-11-21T07:27:26.167Z","method":"GET","path":"/orders/7","response_code":200,"duration":19,'
            '"x_forwarded_for":null,"request_id":"8496","upstream_cluster":"outbound|8080||orders"}',
            None,
        ),
    ),
)
