"""Access logs of the AWS Application Load Balancer."""

from __future__ import annotations

from ingest.format import Delimited, Format, Sample, Text

_QUOTED = r'"(?:[^"\\]|\\.)*"'

PLUGIN = Format(
    reader=Text(
        # newer fields are appended: whatever comes behind the creation time is passed over
        pattern=r"(?P<type>https?|h2|grpcs|wss?) (?P<time>\S+) (?P<elb>\S+) (?P<client>\S+) \S+"
        r" (?P<waiting>[-\d.]+) (?P<target>[-\d.]+) (?P<answering>[-\d.]+) (?P<status>\d+|-) \S+"
        r' (?P<received>\d+) (?P<sent>\d+) "(?P<request>(?:[^"\\]|\\.)*)" '
        + _QUOTED
        + r' \S+ \S+ \S+ "(?P<trace>[^"]*)" "[^"]*" "[^"]*" \S+ (?P<created>\S+)(?: .*)?',
        delimited=Delimited(
            names=(
                *("type", "time", "elb", "client", "_target", "waiting", "target", "answering", "status"),
                *("_status", "_received", "sent", "request", "_agent", "_cipher", "_tls", "_group", "trace"),
                *("_domain", "_certificate", "_rule", "created", "_actions", "_redirect", "_error"),
                *("_targets", "_statuses", "_class", "_reason", "_connection"),
            ),
            escape="\\",
        ),
    ),
    recognise=r'^(?:https?|h2|grpcs|wss?) \d{4}-\d\d-\d\dT\S+Z \S+/\S+ .*"\S* \S+ \S*" ',
    moment='coalesce(iso_moment(created), iso_moment("time"))',
    method="split_part(request, ' ', 1)",
    target="split_part(request, ' ', 2)",
    status="status",
    latency="CASE WHEN least(try_cast(waiting AS DOUBLE), try_cast(target AS DOUBLE), try_cast(answering AS DOUBLE)) >= 0"
    " THEN round(try_cast(waiting AS DOUBLE) + try_cast(target AS DOUBLE) + try_cast(answering AS DOUBLE), 6) END",
    latency_unit="s",
    bytes="sent",
    request_id="trace",
    identities={"client_ip": "regexp_replace(client, ':\\d+$', '')"},
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html",
    confidence="source code",
    notes="No caller but the IP address, and no route. The start is request_creation_time. Delivery is best effort.",
    rank=2,
    samples=(
        Sample(
            "https 2026-11-21T07:27:26.141000Z app/edge/50dc 203.0.113.7:51022 10.0.0.5:80 0.001 0.017 0.000 200 200 312"
            ' 611 "GET https://api.example:443/v1/orders/7?x=1 HTTP/2.0" "acme \\"q\\" /1" TLS_AES_128_GCM_SHA256'
            ' TLSv1.3 arn:aws:elasticloadbalancing:x:1:targetgroup/o/1 "Root=1-5f-ab" "api.example" "arn:aws:acm:x" 10'
            ' 2026-11-21T07:27:26.123000Z "forward" "-" "-" "10.0.0.5:80" "200" "-" "-" TID_1',
            {
                "ts": "2026-11-21 07:27:26.123",
                "method": "GET",
                "path": "/v1/orders/7",
                "status": 200,
                "latency_ms": 18.0,
                "bytes": 611,
                "request_id": "Root=1-5f-ab",
                "credential": None,
            },
        ),
        Sample(
            'h2 2026-11-21T07:27:26.141000Z app/edge/50dc 203.0.113.7:51022 - -1 -1 -1 502 - 0 0 "POST'
            ' https://api.example:443/v1/orders HTTP/2.0" "-" - - - "Root=1-5f-ac" "-" "-" 0'
            ' 2026-11-21T07:27:26.120000Z "forward" "-" "-" "-" "-"',
            {"ts": "2026-11-21 07:27:26.12", "status": 502, "latency_ms": None},
        ),
        Sample(
            'http 2026-11-21T07:27:26.141000Z app/edge/50dc 203.0.113.7:51022 - -1 -1 -1 400 - 0 272 "- http://a:80- -"'
            ' "-" - - - "-" "-" "-" - 2026-11-21T07:27:26.120000Z "-" "-" "-" "-" "-" "-" "-"',
            None,
        ),
    ),
)
