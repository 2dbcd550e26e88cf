"""OpenTelemetry spans (OTLP) as JSON: each server span is a call. KrakenD, Spring Cloud Gateway, Kong, Tyk, any SDK."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

_VALUE = {
    "stringValue": "VARCHAR",
    "intValue": "VARCHAR",
    "doubleValue": "VARCHAR",
    "arrayValue": {"values": [{"stringValue": "VARCHAR"}]},
}
_ATTRIBUTES = {
    "method": ("http.request.method_original", "http.request.method", "http.method"),
    "url_path": ("url.path", "http.target", "url.full", "http.url"),
    "route": ("http.route",),
    "route_id": ("spring.cloud.gateway.route.id",),
    "http_status": ("http.response.status_code", "http.status_code"),
    "bytes": ("http.response.body.size", "http.response_content_length"),
    "consumer": (
        "enduser.id",
        "consumer",
        "http.request.header.x-consumer",
        "http.request.header.x-consumer-id",
        "http.request.header.x-partner",
    ),
    "username": ("user.id", "enduser.pseudo.id"),
    "api_key": ("http.request.header.x-api-key",),
    "client_ip": ("client.address", "http.client_ip", "net.peer.ip", "network.peer.address"),
}


def _attribute(names: tuple[str, ...]) -> str:
    """Return SQL for the first of these attributes, in the order of the names."""
    listed = ", ".join(f"'{name}'" for name in names)
    found = (
        f'list_filter(list_transform([{listed}], lambda name: list_filter(attributes, lambda each: each."key" = name)[1]'
        '."value"), lambda each: each IS NOT NULL)[1]'
    )
    return (
        f"coalesce(({found}).stringValue, ({found}).intValue, ({found}).doubleValue,"
        f" ({found}).arrayValue.values[1].stringValue)"
    )


PLUGIN = Format(
    reader=JsonLines(
        {
            "traceId": "VARCHAR",
            "spanId": "VARCHAR",
            "kind": "VARCHAR",
            "startTimeUnixNano": "VARCHAR",
            "endTimeUnixNano": "VARCHAR",
            "attributes": [{"key": "VARCHAR", "value": _VALUE}],
        },
        records="$.resourceSpans[*].scopeSpans[*].spans[*]",
        derived={name: _attribute(names) for name, names in _ATTRIBUTES.items()},
    ),
    recognise=r'"resourceSpans"\s*:',
    is_call="kind IN ('2', 'SPAN_KIND_SERVER') AND method IS NOT NULL",
    moment="epoch_moment(startTimeUnixNano, 1e9)",
    method="method",
    target="url_path",
    route="CASE WHEN starts_with(route, '/') THEN route END",
    route_name="given(route_id)",
    status="http_status",
    latency="try_cast(endTimeUnixNano AS BIGINT) - try_cast(startTimeUnixNano AS BIGINT)",
    latency_unit="ns",
    bytes="bytes",
    request_id="traceId || '-' || spanId",
    identities={
        "consumer": "consumer",
        "user": "username",
        "api_key": "api_key",
        "client_ip": "client_ip",
    },
    source="https://opentelemetry.io/docs/specs/semconv/http/http-spans/",
    confidence="source code",
    notes="Only server spans are calls; trace the edge service alone, or a call counts at each service. Sampled traces "
    "count too little, and do not tell by how much. Old and new attribute names are read.",
    rank=2,
    snippets=("otlp", "krakend", "spring_cloud_gateway"),
    samples=(
        Sample(
            '{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"gw"}}]},'
            '"scopeSpans":[{"spans":[{"traceId":"5b8e","spanId":"eee1","kind":2,"name":"GET /orders/{id}",'
            '"startTimeUnixNano":"1795246046168000000","endTimeUnixNano":"1795246046186000000","attributes":['
            '{"key":"http.request.method","value":{"stringValue":"GET"}},'
            '{"key":"url.path","value":{"stringValue":"/orders/7"}},'
            '{"key":"http.route","value":{"stringValue":"/orders/{id}"}},'
            '{"key":"http.response.status_code","value":{"intValue":"200"}},'
            '{"key":"enduser.id","value":{"stringValue":"acme"}}]}]}]}]}',
            {
                "ts": "2026-11-21 07:27:26.168",
                "method": "GET",
                "path": "/orders/7",
                "route": "/orders/{id}",
                "credential": "acme",
                "status": 200,
                "latency_ms": 18.0,
                "request_id": "5b8e-eee1",
            },
        ),
        Sample(
            '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5b8f","spanId":"eee2","kind":"SPAN_KIND_SERVER",'
            '"startTimeUnixNano":"1795246046168000000","endTimeUnixNano":"1795246046169000000","attributes":['
            '{"key":"http.method","value":{"stringValue":"POST"}},'
            '{"key":"http.url","value":{"stringValue":"http://api/orders?x=1"}},'
            '{"key":"http.status_code","value":{"intValue":201}},'
            '{"key":"http.request.header.x-partner","value":{"arrayValue":{"values":[{"stringValue":"globex"}]}}}]}]}]}]}',
            {"method": "POST", "path": "/orders", "status": 201, "credential": "globex", "latency_ms": 1.0},
        ),
        Sample(
            '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5b8e","spanId":"eee3","kind":3,'
            '"startTimeUnixNano":"1795246046168000000","endTimeUnixNano":"1795246046169000000","attributes":['
            '{"key":"http.request.method","value":{"stringValue":"GET"}},'
            '{"key":"url.full","value":{"stringValue":"http://b/x"}}]}]}]}]}',
            None,
        ),
    ),
)
