"""Istio with `accessLogEncoding: TEXT`, its default."""

from __future__ import annotations

from ingest.format import Format, Sample, Text

PLUGIN = Format(
    reader=Text(
        # nothing is escaped: a quote in the agent is told apart only by what follows it
        pattern=r'\[(?P<start>[^\]]+)\] "(?P<request>\S+ .*? \S+)" (?P<status>\d+) (?P<flags>\S+) (?P<details>\S+)'
        r' (?P<termination>\S+) "(?P<failure>[^"]*)" (?P<received>\d+) (?P<sent>\d+) (?P<duration>\d+|-) (?P<upstream>\S+)'
        r' "(?P<forwarded>[^"]*)" ".*" "(?P<request_id>[^"]*)" "(?P<authority>[^"]*)" "(?P<host>[^"]*)"'
        r" (?P<cluster>\S+) \S+ \S+ (?P<remote>\S+) \S+ (?P<route>\S+)",
    ),
    recognise=r'^\[\d{4}-\d\d-\d\dT[\d:.]+Z\] "\S+ .*" \d+ \S+ \S+ \S+ "[^"]*" \d+ \d+ ',
    is_call="NOT starts_with(cluster, 'inbound|') AND given(forwarded) IS NOT NULL",
    moment='iso_moment("start")',
    method="split_part(request, ' ', 1)",
    target="split_part(request, ' ', 2)",
    route_name="nullif(given(route), 'default')",
    api="split_part(cluster, '|', 4)",
    status="status",
    latency="given(duration)",
    bytes="sent",
    request_id="request_id",
    identities={"client_ip": "coalesce(given(forwarded), regexp_replace(remote, ':\\d+$', ''))"},
    source="https://istio.io/latest/docs/tasks/observability/logs/access-log/",
    confidence="source code",
    notes="It names no caller: choose JSON and add one (snippet istio). Only a gateway's records count, as with istio.",
    rank=1,
    snippets=("istio",),
    samples=(
        Sample(
            '[2026-11-21T07:27:26.168Z] "GET /orders/7?x=1 HTTP/2" 200 - via_upstream - "-" 0 311 18 12 "203.0.113.7"'
            ' "evil"ua ]" "8496" "api" "10.44.1.27:80" outbound|8080||orders.shop.svc.cluster.local 10.44.0.9:1'
            " 10.44.0.9:8443 203.0.113.7:46520 api default",
            {
                "ts": "2026-11-21 07:27:26.168",
                "method": "GET",
                "path": "/orders/7",
                "route": None,
                "api": "orders.shop.svc.cluster.local",
                "status": 200,
                "latency_ms": 18.0,
                "bytes": 311,
                "request_id": "8496",
                "credential": None,
            },
        ),
        Sample(
            '[2026-11-21T07:27:26.168Z] "GET /orders/7 HTTP/1.1" 200 - via_upstream - "-" 0 311 16 12 "203.0.113.7" "a"'
            ' "8496" "api" "10.44.1.27:80" inbound|8080|| 10.44.0.9:1 10.44.0.9:8443 203.0.113.7:46520 - default',
            None,
        ),
    ),
)
