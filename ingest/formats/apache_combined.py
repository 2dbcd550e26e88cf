"""Apache httpd's Combined Log Format, also with the duration (`%D`, microseconds) behind it."""

from __future__ import annotations

from ingest.format import Delimited, Format, Sample, Text
from ingest.formats import _clf

PLUGIN = Format(
    reader=Text(
        pattern=_clf.HEAD + _clf.AGENT + r"(?: (?P<duration_us>\d+))?",
        delimited=Delimited(names=(*_clf.HEAD_NAMES, "_referer", "_agent", "duration_us"), escape="\\"),
    ),
    recognise=r'\[\d{1,2}/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] ".*" [\d-]+ [\d-]+ ".*" ".*"(?: \d+)?\s*$',
    moment=_clf.MOMENT,
    method=_clf.METHOD,
    target=_clf.TARGET,
    status="status",
    latency="duration_us",
    latency_unit="us",
    bytes="bytes",
    identities={"user": '"user"', "client_ip": "host"},
    source="https://httpd.apache.org/docs/2.4/mod/mod_log_config.html",
    confidence="recorded",
    notes="The time is that of the request's arrival, to the second. Without %D it looks like nginx's combined.",
    rank=-1,
    snippets=("httpd",),
    samples=(
        Sample(
            '203.0.113.7 - acme [21/Nov/2026:07:33:02 +0000] "POST /v2/invoices?draft=1 HTTP/1.1" 201 174'
            ' "-" "acme-sdk/1.2" 42370',
            {
                "ts": "2026-11-21 07:33:02",
                "method": "POST",
                "path": "/v2/invoices",
                "credential": "acme",
                "status": 201,
                "latency_ms": 42.37,
                "bytes": 174,
            },
        ),
        Sample(
            '203.0.113.7 - - [21/Nov/2026:07:33:02 +0000] "GET /a HTTP/1.1" 200 - "-" "evil\\"ua\\\\ ] tab\\there \\xff" 7',
            {"path": "/a", "bytes": None, "latency_ms": 0.007, "credential": None},
        ),
        Sample('203.0.113.7 - - [21/Nov/2026:07:33:03 +0000] "GARBAGE" 400 448 "-" "-" 49', None),
    ),
)
