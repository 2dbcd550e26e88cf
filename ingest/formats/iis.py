"""Microsoft IIS and other W3C extended logs, read by their `#Fields` line."""

from __future__ import annotations

from ingest.format import Format, Headed, Sample

_HEAD = (
    "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status"
    " sc-substatus sc-win32-status sc-bytes cs-bytes time-taken\n"
)

PLUGIN = Format(
    reader=Headed(
        {
            "logged_date": "date",
            "logged_time": "time",
            "method": "cs-method",
            "stem": "cs-uri-stem",
            "username": "cs-username",
            "client_ip": "c-ip",
            "status": "sc-status",
            "sent": "sc-bytes",
            "taken": "time-taken",
        },
        " ",
    ),
    recognise=r"^#Fields: (?!.*\bx-edge-).*\bcs-method\b",
    moment="iso_moment(logged_date || ' ' || logged_time || 'Z')",
    moment_is_end=True,
    method="method",
    target="stem",
    status="status",
    latency="given(taken)",
    bytes="sent",
    identities={"user": "username", "client_ip": "client_ip"},
    source="https://learn.microsoft.com/windows/win32/http/w3c-logging",
    confidence="documentation",
    notes="UTC, to the second, at the request's end; time-taken is in ms. The header may come again in another "
    "order. The older comma-separated 'IIS log format' is not read: choose W3C in IIS Manager.",
    rank=2,
    samples=(
        Sample(
            "#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n"
            + _HEAD
            + "2026-11-21 07:27:26"
            " 10.0.0.1 GET /orders/7 x=1 443 acme 203.0.113.7 acme/1+(x) 200 0 0 611 300 18",
            {
                "ts": "2026-11-21 07:27:25.982",
                "method": "GET",
                "path": "/orders/7",
                "credential": "acme",
                "credential_kind": "user",
                "status": 200,
                "latency_ms": 18.0,
                "bytes": 611,
            },
        ),
        Sample(
            "#Fields: time date cs-method cs-uri-stem cs-username sc-status\n07:27:26 2026-11-21 POST /orders - 201",
            {"ts": "2026-11-21 07:27:26", "method": "POST", "credential": None, "latency_ms": None},
        ),
        Sample(_HEAD + "2026-11-21 07:27:26 10.0.0.1 GET", None),
    ),
)
