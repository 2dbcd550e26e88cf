"""nginx's predefined `combined`, which is also httpd's Combined Log Format without additions."""

from __future__ import annotations

from ingest.format import Delimited, Format, Sample, Text
from ingest.formats import _clf

PLUGIN = Format(
    reader=Text(
        pattern=_clf.HEAD + _clf.AGENT,
        delimited=Delimited(names=(*_clf.HEAD_NAMES, "_referer", "_agent")),
    ),
    recognise=r'\[\d{1,2}/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "[^"]*" [\d-]+ [\d-]+ ".*" ".*"$',
    moment=_clf.MOMENT,
    moment_is_end=True,
    method=_clf.METHOD,
    target=_clf.TARGET,
    status="status",
    bytes="bytes",
    identities={"user": '"user"', "client_ip": "host"},
    source="https://nginx.org/en/docs/http/ngx_http_log_module.html",
    confidence="recorded",
    notes="The time is that of logging, to the second; there is no latency and no request id in it.",
    snippets=("nginx",),
    samples=(
        Sample(
            '203.0.113.7 - acme [21/Nov/2026:09:27:26 +0200] "GET /v2/contacts/42?expand=all HTTP/1.1" 200 311'
            ' "-" "acme-sdk/1.2 (x \\x22y\\x22)"',
            {
                "ts": "2026-11-21 07:27:26",
                "method": "GET",
                "path": "/v2/contacts/42",
                "credential": "acme",
                "credential_kind": "user",
                "status": 200,
                "latency_ms": None,
                "bytes": 311,
            },
        ),
        Sample(
            '203.0.113.7 - - [21/Nov/2026:07:27:26 +0000] "GET /slow HTTP/1.1" 499 0 "-" "-"',
            {"path": "/slow", "status": 499, "credential": None},
        ),
        Sample('203.0.113.7 - - [21/Nov/2026:07:27:26 +0000] "GARBAGE" 400 157 "-" "-"', None),
    ),
)
