"""Linkerd's access log as JSON (`config.linkerd.io/access-log: json`)."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

_MEMBERS = [
    "client.addr",
    "client.id",
    "timestamp",
    "method",
    "uri",
    "trace_id",
    "response_bytes",
    "status",
    "total_ns",
]

PLUGIN = Format(
    reader=JsonLines(dict.fromkeys(_MEMBERS, "VARCHAR")),
    recognise=r'"client\.(?:addr|id)"\s*:',
    # a request that failed inside the proxy has no status
    is_call="given(status) IS NOT NULL",
    moment='iso_moment("timestamp")',
    method="method",
    target="uri",
    status="status",
    latency="given(total_ns)",
    latency_unit="ns",
    bytes="given(response_bytes)",
    request_id="trace_id",
    identities={
        # sa.namespace.serviceaccount.identity...: the account and its namespace are the name
        "certificate": '"client.id"',
        "client_ip": r"""regexp_replace("client.addr", ':\d+$', '')""",
    },
    source="https://linkerd.io/2/features/access-logging/",
    confidence="source code",
    notes="Written to the proxy's stderr. The caller is the mTLS identity. Each meshed hop logs: annotate the workload "
    "at the edge alone, or a call counts once for each hop. Latency ends with the answer's headers.",
    rank=2,
    samples=(
        Sample(
            '{"client.addr":"10.42.0.7:32996","client.id":"acme.prod.serviceaccount.identity.linkerd.cluster.local",'
            '"host":"orders:8080","method":"GET","processing_ns":"39826","request_bytes":"","response_bytes":"311",'
            '"status":200,"timestamp":"2026-11-21T07:27:26.168456789Z","total_ns":"18000000","trace_id":"5b8e",'
            '"uri":"http://orders:8080/orders/7?x=1","user_agent":"acme/1","version":"HTTP/2.0"}',
            {
                "ts": "2026-11-21 07:27:26.168456",
                "method": "GET",
                "path": "/orders/7",
                "credential": "acme.prod.serviceaccount.identity.linkerd.cluster.local",
                "credential_kind": "certificate",
                "status": 200,
                "latency_ms": 18.0,
                "bytes": 311,
                "request_id": "5b8e",
            },
        ),
        Sample(
            '{"client.addr":"10.42.0.7:32996","client.id":"-","host":"orders","method":"POST","response_bytes":"",'
            '"status":201,"timestamp":"2026-11-21T07:27:26Z","total_ns":"5000","trace_id":"","uri":"/orders"}',
            {"credential": None, "bytes": None, "request_id": None, "latency_ms": 0.005},
        ),
        Sample(
            '{"client.addr":"10.42.0.7:32996","client.id":"-","method":"GET","timestamp":"2026-11-21T07:27:26Z",'
            '"uri":"/orders"}',
            None,
        ),
    ),
)
