"""Cloudflare Logpush, the data set http_requests."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

_HEADERS = ["x-partner", "x-consumer", "x-client-id", "x-api-key"]
_MEMBERS = [
    "RayID",
    "EdgeStartTimestamp",
    "EdgeEndTimestamp",
    "ClientRequestMethod",
    "ClientRequestURI",
    "ClientRequestPath",
    "ClientRequestHost",
    "ClientRequestSource",
    "ClientIP",
    "EdgeResponseStatus",
    "EdgeResponseBytes",
    "EdgeResponseBodyBytes",
    "EdgeTimeToFirstByteMs",
    "ClientMTLSAuthCertFingerprint",
]
_SPAN = "(epoch_us(any_moment(EdgeEndTimestamp)) - epoch_us(any_moment(EdgeStartTimestamp)))"

PLUGIN = Format(
    reader=JsonLines(
        {**dict.fromkeys(_MEMBERS, "VARCHAR"), "RequestHeaders": dict.fromkeys(_HEADERS, "VARCHAR")}
    ),
    recognise=r'"(?:EdgeStartTimestamp|EdgeResponseStatus|RayID)"\s*:',
    # requests that a Worker makes in turn have records of their own
    is_call="coalesce(ClientRequestSource NOT LIKE 'edgeWorker%', true)",
    moment="any_moment(EdgeStartTimestamp)",
    method="ClientRequestMethod",
    target="coalesce(given(ClientRequestURI), ClientRequestPath)",
    api="ClientRequestHost",
    status="EdgeResponseStatus",
    # with timestamps in whole seconds the span says less than the time to the first byte
    latency=f"CASE WHEN {_SPAN} % 1000000 <> 0 OR EdgeTimeToFirstByteMs IS NULL THEN {_SPAN}"
    " ELSE try_cast(EdgeTimeToFirstByteMs AS DOUBLE) * 1000 END",
    latency_unit="us",
    bytes="coalesce(given(EdgeResponseBodyBytes), EdgeResponseBytes)",
    request_id="RayID",
    identities={
        "consumer": 'coalesce(given(RequestHeaders."x-partner"), given(RequestHeaders."x-consumer"),'
        ' given(RequestHeaders."x-client-id"))',
        "api_key": 'RequestHeaders."x-api-key"',
        "certificate": "ClientMTLSAuthCertFingerprint",
        "client_ip": "ClientIP",
    },
    source="https://developers.cloudflare.com/logs/logpush/logpush-job/datasets/zone/http_requests/",
    confidence="source code",
    notes="No caller unless a custom field logs a request header (see the snippet). A certificate's fingerprint is in "
    "the first request of a connection only. Timestamps may be ns, s or RFC 3339. A job with a sample_rate counts "
    "too little.",
    rank=2,
    samples=(
        Sample(
            '{"RayID":"3a6050bcbe121a87","EdgeStartTimestamp":1795246046168000000,"EdgeEndTimestamp":1795246046186000000,'
            '"ClientIP":"203.0.113.7","ClientRequestMethod":"GET","ClientRequestHost":"api.example",'
            '"ClientRequestURI":"/orders/7?x=1","ClientRequestUserAgent":"acme/1","EdgeResponseStatus":200,'
            '"EdgeResponseBytes":611,"ClientRequestBytes":312,"RequestHeaders":{"x-partner":"acme"}}',
            {
                "ts": "2026-11-21 07:27:26.168",
                "method": "GET",
                "path": "/orders/7",
                "api": "api.example",
                "credential": "acme",
                "status": 200,
                "latency_ms": 18.0,
                "bytes": 611,
                "request_id": "3a6050bcbe121a87",
            },
        ),
        Sample(
            '{"RayID":"3a60","EdgeStartTimestamp":"2026-11-21T07:27:26Z","EdgeEndTimestamp":"2026-11-21T07:27:26Z",'
            '"ClientRequestMethod":"POST","ClientRequestPath":"/orders","ClientRequestSource":"eyeball",'
            '"EdgeResponseStatus":499,"EdgeTimeToFirstByteMs":5}',
            {"path": "/orders", "latency_ms": 5.0, "status": 499, "credential": None},
        ),
        Sample(
            '{"RayID":"3a61","EdgeStartTimestamp":1795246046168000000,"ClientRequestMethod":"GET",'
            '"ClientRequestURI":"/inner","ClientRequestSource":"edgeWorkerFetch","EdgeResponseStatus":200}',
            None,
        ),
    ),
)
