"""Apache httpd's `vhost_combined`, Debian's default for other virtual hosts: the host stands in front."""

from __future__ import annotations

from ingest.format import Delimited, Format, Sample, Text
from ingest.formats import _clf

PLUGIN = Format(
    reader=Text(
        pattern=r"(?P<vhost>[^\s:]+:\d+) " + _clf.HEAD + _clf.AGENT,
        delimited=Delimited(names=("vhost", *_clf.HEAD_NAMES, "_referer", "_agent"), escape="\\"),
    ),
    recognise=r'(?:^|\s)[^\s:]+:\d+ \S+ \S+ .*\[\d{1,2}/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] ".*" [\d-]+ [\d-]+ ".*" ".*"\s*$',
    moment=_clf.MOMENT,
    method=_clf.METHOD,
    target=_clf.TARGET,
    api="regexp_replace(vhost, ':\\d+$', '')",
    status="status",
    bytes="bytes",
    identities={"user": '"user"', "client_ip": "host"},
    source="https://httpd.apache.org/docs/2.4/logs.html#virtualhost",
    confidence="documentation",
    notes="Each virtual host is an API of its own. The time is that of the request's arrival, to the second.",
    rank=1,
    snippets=("httpd",),
    samples=(
        Sample(
            'api.example.org:443 203.0.113.7 - acme [21/Nov/2026:07:27:26 +0000] "POST /v2/invoices?x=1 HTTP/1.1" 201 174'
            ' "-" "acme-sdk/1.2"',
            {
                "ts": "2026-11-21 07:27:26",
                "method": "POST",
                "path": "/v2/invoices",
                "api": "api.example.org",
                "credential": "acme",
                "status": 201,
                "bytes": 174,
            },
        ),
        Sample(
            'api.example.org:80 localhost - - [21/Nov/2026:07:27:27 +0000] "GET /a HTTP/1.1" 200 126 "-" "a \\"b\\""',
            {"path": "/a", "credential": None, "bytes": 126},
        ),
        Sample('api.example.org:80 203.0.113.7 - - [21/Nov/2026:07:27:27 +0000] "-" 408 0 "-" "-"', None),
    ),
)
