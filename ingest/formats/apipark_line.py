"""Apinto's access_log with the formatter `line`, tab-parted, in the order of APIPark's fields."""

from __future__ import annotations

from ingest.format import Format, Sample, Text

# as APIPark configures them; a name here is a column, the rest is passed over
_FIELDS = [
    "msec",
    "service",
    "provider",
    "request_scheme",
    "request_uri",
    "request_host",
    "request_header",
    "remote_addr",
    "request_body",
    "proxy_body",
    "proxy_method",
    "proxy_scheme",
    "proxy_uri",
    "api",
    "proxy_host",
    "proxy_header",
    "proxy_addr",
    "response_header",
    "response_headers",
    "status",
    "content_type",
    "proxy_status",
    "request_time",
    "response_time",
    "node",
    "cluster",
    "application",
    "src_ip",
    "strategy",
    "request_id",
    "request_method",
    "authorization",
]

PLUGIN = Format(
    reader=Text(pattern=r"\t".join(rf"(?P<{name}>[^\t]*)" for name in _FIELDS) + r"(?:\t.*)?"),
    recognise=r"^\d{13}\t[^\t]*\t[^\t]*\thttps?\t/",
    moment="epoch_moment(msec, 1e3)",
    method="request_method",
    target="request_uri",
    route_name="given(api)",
    api="service",
    status="status",
    latency="given(request_time)",
    request_id="request_id",
    identities={
        "consumer": "application",
        "api_key": '"authorization"',
        "client_ip": "coalesce(given(src_ip), remote_addr)",
    },
    source="https://github.com/eolinker/apinto",
    confidence="memory",
    notes="What a gateway writes that APIPark initialised without a formatter. The order of the columns is that of "
    "APIPark's field list, and was not seen in a real line.",
    rank=2,
    snippets=("apipark",),
    samples=(
        Sample(
            "1795246046168\torders\t-\thttp\t/orders/7?x=1\tapi\t-\t203.0.113.7\t-\t-\tGET\thttp\t/7\t7c50\torders.svc\t-\t-\t-\t-"
            "\t200\tapplication/json\t200\t18\t12021000\tn1\tapinto\tacme\t203.0.113.7\t-\tf3fa\tGET\t-\t-",
            {
                "ts": "2026-11-21 07:27:26.168",
                "method": "GET",
                "path": "/orders/7",
                "api": "orders",
                "credential": "acme",
                "status": 200,
                "latency_ms": 18.0,
                "request_id": "f3fa",
            },
        ),
        Sample("1795246046168\torders\t-\thttp\t/orders\tapi", None),
    ),
)
