"""The Common Log Format, without referer and user agent: httpd's `common`, and many servers' default."""

from __future__ import annotations

from ingest.format import Delimited, Format, Sample, Text
from ingest.formats import _clf

PLUGIN = Format(
    reader=Text(pattern=_clf.HEAD, delimited=Delimited(names=_clf.HEAD_NAMES, escape="\\")),
    recognise=r'\[\d{1,2}/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] ".*" [\d-]+ [\d-]+\s*$',
    moment=_clf.MOMENT,
    method=_clf.METHOD,
    target=_clf.TARGET,
    status="status",
    bytes="bytes",
    identities={"user": '"user"', "client_ip": "host"},
    source="https://httpd.apache.org/docs/2.4/logs.html#common",
    confidence="documentation",
    notes="The time is that of the request's arrival, to the second; there is no latency and no request id in it.",
    snippets=("httpd",),
    samples=(
        Sample(
            '203.0.113.7 - acme [21/Nov/2026:09:27:26 +0200] "GET /v2/contacts/42?expand=all HTTP/1.1" 200 311',
            {
                "ts": "2026-11-21 07:27:26",
                "method": "GET",
                "path": "/v2/contacts/42",
                "credential": "acme",
                "credential_kind": "user",
                "status": 200,
                "bytes": 311,
            },
        ),
        Sample(
            '2001:db8::7 - - [21/Nov/2026:07:27:26 +0000] "HEAD /a HTTP/1.0" 304 -',
            {"method": "HEAD", "path": "/a", "status": 304, "bytes": None, "credential": None},
        ),
        Sample('203.0.113.7 - - [21/Nov/2026:07:27:26 +0000] "-" 408 -', None),
    ),
)
