"""Kong's log plug-ins (file-log, http-log, tcp-log ...), one object for each request."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

PLUGIN = Format(
    reader=JsonLines(
        {
            "request": {"id": "VARCHAR", "uri": "VARCHAR", "method": "VARCHAR"},
            "response": {"status": "VARCHAR", "size": "DOUBLE"},
            "latencies": {"request": "DOUBLE"},
            "route": {"name": "VARCHAR", "paths": "VARCHAR"},
            "consumer": {"username": "VARCHAR", "custom_id": "VARCHAR", "id": "VARCHAR"},
            "authenticated_entity": {"id": "VARCHAR"},
            "client_ip": "VARCHAR",
            "started_at": "DOUBLE",
        }
    ),
    recognise=r'^\s*\{.*"started_at"\s*:',
    moment="epoch_moment(started_at, 1e3)",
    method="request.method",
    target="request.uri",
    # a single path with a pattern in it (`~/orders/(?<id>\d+)$`) is a template; a plain one is a prefix
    route="CASE WHEN starts_with(route.paths, '[\"~') AND NOT contains(route.paths, '\",\"') "
    "THEN json_extract_string(route.paths, '$[0]') END",
    route_name="given(route.name)",
    status="response.status",
    latency="latencies.request",
    bytes="response.size",
    request_id="request.id",
    identities={
        "consumer": "coalesce(given(consumer.username), given(consumer.custom_id), given(consumer.id), "
        "given(authenticated_entity.id))",
        "client_ip": "client_ip",
    },
    source="https://developer.konghq.com/plugins/http-log/",
    confidence="source code",
    notes="http-log sends a batch again when it is not answered: request.id tells such duplicates.",
    rank=1,
    samples=(
        Sample(
            '{"request":{"id":"b3c1","uri":"/orders/7?x=1","url":"http://api:8000/orders/7?x=1","method":"GET",'
            '"querystring":{"x":"1"},"size":212,"headers":{"apikey":"k-1"}},"response":{"status":200,"size":611},'
            '"latencies":{"request":14,"kong":2,"proxy":11},"route":{"id":"r1","name":"get-order","paths":["/orders"]},'
            '"service":{"name":"orders"},"consumer":{"id":"c1","username":"acme","custom_id":"partner-17"},'
            '"client_ip":"203.0.113.7","started_at":1795246046168,"upstream_status":"200"}',
            {
                "ts": "2026-11-21 07:27:26.168",
                "method": "GET",
                "path": "/orders/7",
                "route": None,
                "credential": "acme",
                "credential_kind": "consumer",
                "status": 200,
                "latency_ms": 14.0,
                "bytes": 611,
                "request_id": "b3c1",
            },
        ),
        Sample(
            '{"request":{"id":"b3c2","uri":"/orders/7","method":"GET"},"response":{"status":200},'
            '"route":{"paths":["~/orders/(?<id>\\\\d+)$"]},"consumer":[],"tries":{},"started_at":1795246046168}',
            {"credential": None, "route": "~/orders/(?<id>\\d+)$"},
        ),
        Sample('{"session":{"tls":{}},"upstream":{"received_size":1},"started_at":1795246046168}', None),
    ),
)
