"""Apache APISIX's logger plug-ins (http-logger, kafka-logger, file-logger ...), their default entry."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

PLUGIN = Format(
    reader=JsonLines(
        {
            "start_time": "VARCHAR",
            "request": {
                "method": "VARCHAR",
                "uri": "VARCHAR",
                "url": "VARCHAR",
                "headers": {"x-request-id": "VARCHAR"},
            },
            "response": {"status": "VARCHAR", "size": "VARCHAR"},
            "consumer": {"username": "VARCHAR"},
            "route_id": "VARCHAR",
            "route_name": "VARCHAR",
            "service_id": "VARCHAR",
            "client_ip": "VARCHAR",
            "latency": "VARCHAR",
            "request_id": "VARCHAR",
        }
    ),
    recognise=r'"apisix_latency"\s*:|^\s*\{(?=.*"route_id"\s*:)(?=.*"start_time"\s*:)',
    moment="any_moment(start_time)",
    method="request.method",
    target="coalesce(given(request.uri), request.url)",
    route_name="coalesce(given(route_name), nullif(given(route_id), 'no-matched'))",
    api="service_id",
    status="response.status",
    latency="latency",
    bytes="response.size",
    request_id='coalesce(given(request_id), request.headers."x-request-id")',
    identities={"consumer": "consumer.username", "client_ip": "client_ip"},
    source="https://apisix.apache.org/docs/apisix/plugins/http-logger/",
    confidence="source code",
    notes="The default entry has no request id: the snippet adds one with log_format_extra. start_time is in ms. "
    "kafka-logger's meta_format `origin` sends HTTP text and is not read.",
    rank=2,
    samples=(
        Sample(
            '{"start_time":1795246046168,"client_ip":"203.0.113.7","route_id":"get-order","service_id":"orders",'
            '"consumer":{"username":"acme"},"request":{"method":"GET","uri":"/orders/7?x=1",'
            '"url":"http://api:9080/orders/7?x=1","headers":{"user-agent":"acme/1"},"querystring":{"x":"1"},"size":212},'
            '"response":{"status":200,"size":611,"headers":{}},"latency":18.5,"upstream_latency":12,'
            '"apisix_latency":6.5,"upstream":"10.0.0.5:80","server":{"hostname":"gw1"},"request_id":"d1"}',
            {
                "ts": "2026-11-21 07:27:26.168",
                "method": "GET",
                "path": "/orders/7",
                "route": None,
                "api": "orders",
                "credential": "acme",
                "status": 200,
                "latency_ms": 18.5,
                "bytes": 611,
                "request_id": "d1",
            },
        ),
        Sample(
            '{"start_time":1795246046168.25,"route_id":"no-matched","request":{"method":"GET","uri":"/x",'
            '"headers":{"x-a":["1","2"]}},"response":{"status":404,"size":60},"latency":0.99,"apisix_latency":0.99}',
            {"ts": "2026-11-21 07:27:26.16825", "credential": None, "status": 404, "request_id": None},
        ),
        Sample('{"start_time":1795246046168,"route_id":"r","apisix_latency":1,"request":{}}', None),
    ),
)
