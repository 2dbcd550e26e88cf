"""Envoy's gRPC access log (`StreamAccessLogs`), its messages written down as JSON."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

_METHODS = "['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']"

PLUGIN = Format(
    reader=JsonLines(
        {
            "common_properties": {
                "start_time": "VARCHAR",
                "duration": "VARCHAR",
                "time_to_last_downstream_tx_byte": "VARCHAR",
                "route_name": "VARCHAR",
                "stream_id": "VARCHAR",
                "access_log_type": "VARCHAR",
                "custom_tags": {"consumer": "VARCHAR", "user": "VARCHAR"},
                "downstream_remote_address": {"socket_address": {"address": "VARCHAR"}},
                "tls_properties": {"peer_certificate_properties": {"subject": "VARCHAR"}},
            },
            "request": {
                "request_method": "VARCHAR",
                "path": "VARCHAR",
                "original_path": "VARCHAR",
                "request_id": "VARCHAR",
                "request_headers": {"x-consumer": "VARCHAR", "x-api-key": "VARCHAR"},
            },
            "response": {"response_code": "VARCHAR", "response_body_bytes": "VARCHAR"},
        },
        records="$.http_logs.log_entry[*]",
    ),
    recognise=r'"http_logs"\s*:.*"log_entry"',
    # 6 is DownstreamEnd, the only record of a short request
    is_call="coalesce(common_properties.access_log_type IN ('0', '6', 'DownstreamEnd'), true)",
    moment="iso_moment(common_properties.start_time)",
    method=f"coalesce({_METHODS}[try_cast(request.request_method AS INTEGER)], request.request_method)",
    target="coalesce(given(request.original_path), request.path)",
    route_name="given(common_properties.route_name)",
    status="response.response_code",
    latency="rtrim(coalesce(common_properties.duration, common_properties.time_to_last_downstream_tx_byte), 's')",
    latency_unit="s",
    bytes="response.response_body_bytes",
    request_id="coalesce(given(request.request_id), common_properties.stream_id)",
    identities={
        "consumer": 'coalesce(given(common_properties.custom_tags.consumer), request.request_headers."x-consumer")',
        "user": 'common_properties.custom_tags."user"',
        "api_key": 'request.request_headers."x-api-key"',
        "certificate": "common_properties.tls_properties.peer_certificate_properties.subject",
        "client_ip": "common_properties.downstream_remote_address.socket_address.address",
    },
    source="https://www.envoyproxy.io/docs/envoy/latest/api-v3/data/accesslog/v3/accesslog.proto",
    confidence="recorded",
    notes="A message holds several records; each counts as a line.",
    rank=2,
    samples=(
        Sample(
            '{"http_logs": {"log_entry": [{"common_properties": {"start_time": "2026-11-21T07:29:41.311423Z",'
            ' "route_name": "invoices", "custom_tags": {"consumer": "globex"}, "duration": "0.041494921s",'
            ' "access_log_type": 6}, "request": {"request_method": 3, "path": "/v1/invoices?x=1",'
            ' "request_id": "7d275b4d"}, "response": {"response_code": 200, "response_body_bytes": "11"}}]}}',
            {
                "ts": "2026-11-21 07:29:41.311423",
                "method": "POST",
                "path": "/v1/invoices",
                "credential": "globex",
                "status": 200,
                "bytes": 11,
                "request_id": "7d275b4d",
            },
        ),
        Sample(
            '{"http_logs": {"log_entry": [{"common_properties": {"start_time": "2026-11-21T07:29:41.573502Z"},'
            ' "request": {}, "response": {"response_code": 400}}]}}',
            None,
        ),
    ),
)
