"""Amazon CloudFront's standard logs, read by their `#Fields` line."""

from __future__ import annotations

from ingest.format import Format, Headed, Sample

_NAMES = (
    "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent)"
    " cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken"
    " x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status"
    " fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len"
    " sc-range-start sc-range-end"
)
_HEAD = f"#Version: 1.0\n#Fields: {_NAMES}\n"


def _line(text: str) -> str:
    return _HEAD + text.replace(" ", "\t")


PLUGIN = Format(
    reader=Headed(
        {
            "logged_date": "date",
            "logged_time": "time",
            "method": "cs-method",
            "stem": "cs-uri-stem",
            "status": "sc-status",
            "sent": "sc-bytes",
            "taken": "time-taken",
            "edge_request_id": "x-edge-request-id",
            "client_ip": "c-ip",
        },
        "\t",
    ),
    recognise=r"^#Fields: .*\bx-edge-",
    moment="iso_moment(logged_date || ' ' || logged_time || 'Z')",
    moment_is_end=True,
    method="method",
    target="stem",
    # 000 = the viewer closed the connection before there was an answer
    status="nullif(status, '000')",
    latency="given(taken)",
    latency_unit="s",
    bytes="sent",
    request_id="edge_request_id",
    identities={"client_ip": "client_ip"},
    source="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/AccessLogs.html",
    confidence="source code",
    notes="UTC, to the second, at the request's end; time-taken is in seconds. No caller but the IP address: put "
    "the gateway behind it on the tap, or add client_ip to ingest.identities.",
    rank=3,
    samples=(
        Sample(
            _line(
                "2026-11-21 07:27:26 FRA56-P1 611 203.0.113.7 GET d1.cloudfront.net /v1/orders/7 200 - acme/1%20x x=1 -"
                " Miss RkQ== api.example https 312 0.018 - TLSv1.3 TLS_AES_128_GCM_SHA256 Miss HTTP/2.0 - - 51022"
                " 0.017 Miss application/json 311 - -"
            ),
            {
                "ts": "2026-11-21 07:27:25.982",
                "method": "GET",
                "path": "/v1/orders/7",
                "credential": None,
                "status": 200,
                "latency_ms": 18.0,
                "bytes": 611,
                "request_id": "RkQ==",
            },
        ),
        Sample(_HEAD + "2026-11-21\t07:27:26\tFRA56-P1\t611", None),
    ),
)
