"""HAProxy with a `log-format` written as JSON."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

_MEMBERS = [
    "ts_ms",
    "request_ms",
    "date",
    "client_ip",
    "unique_id",
    "request_id",
    "method",
    "path",
    "route",
    "partner",
    "consumer",
    "user",
    "api_key",
    "certificate",
    "status",
    "bytes_read",
    "Ta",
    "Tt",
]

PLUGIN = Format(
    reader=JsonLines(dict.fromkeys(_MEMBERS, "VARCHAR")),
    recognise=r'^\s*\{.*"(?:term_state|bytes_read|Ta)"\s*:',
    # ts_ms is usually %Ts%ms, which on a kept-alive connection is long before the request: %tr is not
    moment="coalesce(epoch_moment(request_ms, 1e3), iso_moment(date), "
    "CASE WHEN given(date) IS NULL THEN epoch_moment(ts_ms, 1e3) END)",
    local_moment="try_strptime(date, '%d/%b/%Y:%H:%M:%S.%g')",
    method="method",
    target="path",
    route="route",
    status="status",
    latency="coalesce(given(Ta), Tt)",
    bytes="bytes_read",
    request_id="coalesce(given(unique_id), request_id)",
    identities={
        "consumer": "coalesce(given(partner), consumer)",
        "user": '"user"',
        "api_key": "api_key",
        "certificate": "certificate",
        "client_ip": "client_ip",
    },
    source="https://docs.haproxy.org/2.6/configuration.html#8.2.4",
    confidence="recorded",
    notes="`date` is %tr, the request's own time, without a zone: see ingest.log_time_zone. -1 = not measured.",
    rank=1,
    snippets=("haproxy",),
    samples=(
        Sample(
            '{"ts_ms":"1795246242069","date":"21/Nov/2026:07:30:42.069","client_ip":"127.0.0.1",'
            '"unique_id":"7F000001:DF18","request_id":"req-0002","method":"POST","path":"\\/v1\\/invoices","query":"-",'
            '"route":"-","partner":"globex","status":200,"bytes_read":154,"Ta":3,"Tt":3,"term_state":"----"}',
            {
                "ts": "2026-11-21 07:30:42.069",
                "method": "POST",
                "path": "/v1/invoices",
                "route": None,
                "credential": "globex",
                "status": 200,
                "latency_ms": 3.0,
                "bytes": 154,
                "request_id": "7F000001:DF18",
            },
        ),
        Sample(
            '{"ts_ms":"1795246243085","date":"21/Nov/2026:07:30:43.085","unique_id":"-","method":"<BADREQ>","path":"-",'
            '"status":400,"bytes_read":0,"Ta":0,"term_state":"PR--"}',
            None,
        ),
    ),
)
