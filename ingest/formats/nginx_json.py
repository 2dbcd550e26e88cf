"""nginx with a `log_format … escape=json` whose members are named like nginx's variables."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

_MEMBERS = [
    "msec",
    "time_iso8601",
    "time_local",
    "request_id",
    "req_id",
    "remote_addr",
    "remote_user",
    "request_method",
    "request_uri",
    "uri",
    "request",
    "route",
    "partner",
    "consumer",
    "consumer_id",
    "api_key",
    "ssl_client_s_dn",
    "status",
    "request_time",
    "bytes_sent",
    "body_bytes_sent",
]

PLUGIN = Format(
    reader=JsonLines(dict.fromkeys(_MEMBERS, "VARCHAR")),
    recognise=r'^\s*\{.*"(?:request_time|request_uri|request_method|body_bytes_sent)"\s*:',
    moment="coalesce(epoch_moment(msec, 1e0), iso_moment(time_iso8601), clf_text_moment(time_local))",
    moment_is_end=True,
    method="coalesce(given(request_method), given(split_part(request, ' ', 1)))",
    target="coalesce(given(request_uri), given(split_part(request, ' ', 2)), given(uri))",
    route="route",
    status="status",
    latency="given(request_time)",
    latency_unit="s",
    bytes="coalesce(given(body_bytes_sent), bytes_sent)",
    request_id="coalesce(given(request_id), req_id)",
    identities={
        "consumer": "coalesce(given(partner), given(consumer), given(consumer_id))",
        "user": "remote_user",
        "api_key": "api_key",
        "certificate": "ssl_client_s_dn",
        "client_ip": "remote_addr",
    },
    source="https://nginx.org/en/docs/http/ngx_http_log_module.html",
    confidence="recorded",
    notes="Everything is text. Its time is that of logging, so the start is that minus $request_time. "
    "A member `partner` or `consumer` (from a map of the API key) names the caller, `route` the template.",
    rank=1,
    snippets=("nginx",),
    samples=(
        Sample(
            '{"msec":"1795246046.168","time_iso8601":"2026-11-21T07:27:26+00:00","request_id":"f10e0bbe",'
            '"remote_addr":"127.0.0.1","remote_user":"","request_method":"GET",'
            '"request_uri":"/v1/customers/42?expand=orders","uri":"/v1/customers/42","args":"expand=orders",'
            '"request":"GET /v1/customers/42?expand=orders HTTP/1.1","route":"/v1/customers/{id}","partner":"acme",'
            '"status":"200","request_time":"0.168","bytes_sent":"160","body_bytes_sent":"11"}',
            {
                "ts": "2026-11-21 07:27:26",
                "method": "GET",
                "path": "/v1/customers/42",
                "route": "/v1/customers/{id}",
                "credential": "acme",
                "credential_kind": "consumer",
                "status": 200,
                "latency_ms": 168.0,
                "bytes": 11,
                "request_id": "f10e0bbe",
            },
        ),
        Sample(
            '{"msec":"1795246046.174","request_id":"83017f","request_method":"","request_uri":"","request":"GARBAGE",'
            '"status":"400","request_time":"0.000"}',
            None,
        ),
    ),
)
