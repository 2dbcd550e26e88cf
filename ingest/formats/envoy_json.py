"""Envoy with a `json_format`."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

_MEMBERS = [
    "access_log_type",
    "start_time",
    "start_epoch_ms",
    "method",
    "path",
    "request_id",
    "stream_id",
    "route_name",
    "consumer",
    "user",
    "api_key",
    "peer_subject",
    "downstream_peer_subject",
    "client_ip",
    "response_code",
    "duration",
    "bytes_sent",
]

PLUGIN = Format(
    reader=JsonLines(dict.fromkeys(_MEMBERS, "VARCHAR")),
    # what Istio, Consul and Emissary write by default have formats of their own, which know their hops
    recognise=r'\A(?![\s\S]*"upstream_cluster"\s*:\s*"(?:(?:out|in)bound\||local_app"|[^"]*\.consul"))'
    r'[\s\S]*?^\s*\{.*"(?:response_code|response_flags)"\s*:',
    is_call="access_log_type IS NULL OR access_log_type = 'DownstreamEnd'",
    moment="coalesce(iso_moment(start_time), any_moment(start_time), epoch_moment(start_epoch_ms, 1e3))",
    method="method",
    target="path",
    route_name="given(route_name)",
    status="response_code",
    latency="duration",
    bytes="bytes_sent",
    request_id="coalesce(given(request_id), stream_id)",
    identities={
        "consumer": "from_latin(consumer)",
        "user": 'from_latin("user")',
        "api_key": "api_key",
        "certificate": "coalesce(given(peer_subject), downstream_peer_subject)",
        "client_ip": "client_ip",
    },
    source="https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage",
    confidence="recorded",
    notes="Of a long stream's records only DownstreamEnd counts. Status 0 = the client went away.",
    rank=1,
    snippets=("envoy",),
    samples=(
        Sample(
            '{"access_log_type":"DownstreamEnd","bytes_sent":11,"client_ip":"203.0.113.7","consumer":"acme","duration":1,'
            '"method":"GET","path":"/v1/customers/42?expand=orders","peer_subject":null,"request_id":"913a0f6a",'
            '"response_code":200,"response_flags":"-","route_name":"customers-by-id",'
            '"start_time":"2026-11-21T07:29:41.308Z","user_agent":"\\u00c3\\u00a9"}',
            {
                "ts": "2026-11-21 07:29:41.308",
                "method": "GET",
                "path": "/v1/customers/42",
                "route": None,
                "credential": "acme",
                "status": 200,
                "latency_ms": 1.0,
                "bytes": 11,
                "request_id": "913a0f6a",
            },
        ),
        Sample(
            '{"method":"GET","path":"/slow","request_id":"5c","response_code":0,"response_flags":"DC","duration":0,'
            '"start_time":"2026-11-21T07:29:42.573Z"}',
            {"status": None, "credential": None},
        ),
        Sample(
            # %START_TIME(%s%3f)%, and a name outside ASCII, byte by byte
            '{"method":"GET","path":"/a","response_code":200,"start_time":"1795246182573","consumer":"M\\u00c3\\u00bcller"}',
            {"ts": "2026-11-21 07:29:42.573", "credential": "Müller"},
        ),
        Sample(
            '{"access_log_type":"DownstreamPeriodic","method":"GET","path":"/slow","response_code":200,'
            '"start_time":"2026-11-21T07:29:42.573Z"}',
            None,
        ),
        Sample(
            '{"method":null,"path":null,"response_code":400,"start_time":"2026-11-21T07:29:41.573Z"}', None
        ),
    ),
)
