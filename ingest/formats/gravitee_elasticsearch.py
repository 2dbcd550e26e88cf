"""Gravitee's records as its Elasticsearch reporter, or the file reporter's `elasticsearch` output, writes them."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

_MEMBERS = [
    "@timestamp",
    "request-id",
    "http-method",
    "method",
    "uri",
    "path-info",
    "mapped-path",
    "api-name",
    "api-id",
    "api",
    "application",
    "application-id",
    "application-name",
    "subscription",
    "subscription-id",
    "client-identifier",
    "user",
    "remote-address",
    "status",
    "gateway-response-time-ms",
    "response-time",
    "response-content-length",
]
_METHODS = "['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE']"
_METHOD = 'coalesce(given("http-method"), method)'

PLUGIN = Format(
    reader=JsonLines(dict.fromkeys(_MEMBERS, "VARCHAR")),
    recognise=r'^\s*\{(?=.*"@timestamp"\s*:)(?=.*"(?:request-id|gateway-response-time-ms|mapped-path)"\s*:)',
    moment='any_moment("@timestamp")',
    # methods are numbers here
    method=f"coalesce({_METHODS}[try_cast({_METHOD} AS INTEGER)], {_METHOD})",
    target='coalesce(given(uri), "path-info")',
    route=r"""regexp_replace(given("mapped-path"), ':(\w+)', '{\1}', 'g')""",
    api='coalesce(given("api-name"), given("api-id"), given(api))',
    status="status",
    latency='coalesce(given("gateway-response-time-ms"), given("response-time"))',
    bytes='"response-content-length"',
    request_id='"request-id"',
    identities={
        "consumer": 'coalesce(given("application-name"), nullif(given("application-id"), \'1\'),'
        " nullif(given(application), '1'), given(\"subscription-id\"), given(subscription),"
        ' given("client-identifier"))',
        "user": '"user"',
        "client_ip": '"remote-address"',
    },
    source="https://documentation.gravitee.io/apim/analyze-and-monitor-apis/reporters/elasticsearch-reporter",
    confidence="source code",
    notes="The same records as gravitee with names-in-dashes; methods are numbers (3 = GET).",
    rank=2,
    snippets=("gravitee",),
    samples=(
        Sample(
            '{"@timestamp":"2026-11-21T07:27:26.168Z","request-id":"076a","api-id":"5f67","api-name":"Orders",'
            '"application-id":"91f0","http-method":3,"uri":"/orders/7?x=1","mapped-path":"/:id","status":200,'
            '"response-content-length":311,"gateway-response-time-ms":18,"request-ended":"true"}',
            {
                "ts": "2026-11-21 07:27:26.168",
                "method": "GET",
                "path": "/orders/7",
                "route": "/{id}",
                "api": "Orders",
                "credential": "91f0",
                "status": 200,
                "latency_ms": 18.0,
                "bytes": 311,
                "request_id": "076a",
            },
        ),
        Sample(
            '{"@timestamp":"2026-11-21T07:27:26.168Z","request-id":"076b","api":"5f67","application":"1","method":7,'
            '"uri":"/orders","status":201,"response-time":5}',
            {"method": "POST", "credential": None, "latency_ms": 5.0},
        ),
        Sample(
            '{"@timestamp":"2026-11-21T07:27:26.168Z","request-id":"076c","method":0,"uri":"/orders"}', None
        ),
    ),
)
