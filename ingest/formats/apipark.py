"""APIPark and its gateway Apinto: access_log as JSON, from the Loki, HTTP, file or Kafka output."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

_MEMBERS = [
    "msec",
    "time_iso8601",
    "service",
    "api",
    "application",
    "authorization",
    "request_method",
    "request_uri",
    "request_id",
    "status",
    "request_time",
    "response_length",
    "src_ip",
    "remote_addr",
]

PLUGIN = Format(
    reader=JsonLines(dict.fromkeys(_MEMBERS, "VARCHAR")),
    recognise=r'^\s*\{(?=.*"request_uri"\s*:)(?=.*"(?:application|strategy|proxy_uri)"\s*:)',
    moment="coalesce(epoch_moment(given(msec), 1e3), iso_moment(time_iso8601))",
    method="request_method",
    target="request_uri",
    route_name="given(api)",
    api="service",
    status="status",
    # request_time is in ms; response_time, beside it, in ns
    latency="given(request_time)",
    bytes="given(response_length)",
    request_id="request_id",
    identities={
        "consumer": "application",
        "api_key": '"authorization"',
        "client_ip": "coalesce(given(src_ip), remote_addr)",
    },
    source="https://github.com/eolinker/apinto",
    confidence="source code",
    notes="APIPark sends to Loki alone: point its Loki address at the tap (snippet apipark). It logs bodies, which the "
    "tap drops. `api` is an id, no template.",
    rank=2,
    samples=(
        Sample(
            '{"msec":1795246046168,"api":"7c50","service":"orders","application":"acme","request_method":"GET",'
            '"request_uri":"/orders/7?x=1","request_host":"api","status":200,"request_time":18,"response_time":12021000,'
            '"request_id":"f3fa","src_ip":"203.0.113.7","request_header":"User-Agent=acme%2F1"}',
            {
                "ts": "2026-11-21 07:27:26.168",
                "method": "GET",
                "path": "/orders/7",
                "route": None,
                "api": "orders",
                "credential": "acme",
                "status": 200,
                "latency_ms": 18.0,
                "request_id": "f3fa",
            },
        ),
        Sample(
            '{"msec":"1795246046168","api":"","service":"orders","application":"","request_method":"POST",'
            '"request_uri":"/orders","status":"401","request_time":"2","request_id":"f3fb","strategy":""}',
            {"status": 401, "credential": None, "latency_ms": 2.0},
        ),
        Sample('{"msec":"","application":"acme","request_method":"GET","request_uri":"/orders"}', None),
    ),
)
