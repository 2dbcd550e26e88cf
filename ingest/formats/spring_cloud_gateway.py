"""Spring Cloud Gateway: Reactor Netty's access log."""

from __future__ import annotations

from ingest.format import Delimited, Format, Sample, Text
from ingest.formats import _clf

PLUGIN = Format(
    reader=Text(
        # logging frameworks put their own prefix in front
        pattern=r"(?:.*AccessLog\S*\s*:? +(?:- )?)?" + _clf.HEAD + r" (?P<duration>\d+)",
        delimited=Delimited(names=(*_clf.HEAD_NAMES, "duration")),
    ),
    recognise=r'\[\d{1,2}/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "[^"]*" \d{3} (?:\d+|-) \d+\s*$',
    moment=_clf.MOMENT,
    method=_clf.METHOD,
    target=_clf.TARGET,
    status="status",
    latency="duration",
    bytes="bytes",
    identities={"user": '"user"', "client_ip": "regexp_replace(host, ':\\d+$', '')"},
    source="https://docs.spring.io/spring-cloud-gateway/reference/spring-cloud-gateway-server-webflux/reactor-netty-access-logs.html",
    confidence="source code",
    notes="To the second. No id, no route, and a caller with basic authentication only: spans (otlp_traces) tell more.",
    rank=1,
    samples=(
        Sample(
            '203.0.113.7 - acme [21/Nov/2026:07:27:26 +0000] "GET /orders/7?x=1 HTTP/1.1" 200 311 18',
            {
                "ts": "2026-11-21 07:27:26",
                "method": "GET",
                "path": "/orders/7",
                "credential": "acme",
                "status": 200,
                "latency_ms": 18.0,
                "bytes": 311,
            },
        ),
        Sample(
            "2026-11-21T07:27:26.190Z  INFO 1 --- [nio-2] reactor.netty.http.server.AccessLog      : 203.0.113.7 - -"
            ' [21/Nov/2026:08:27:26 +0100] "POST /orders HTTP/2.0" 201 - 5',
            {"ts": "2026-11-21 07:27:26", "status": 201, "bytes": None, "credential": None},
        ),
        Sample('203.0.113.7 - - [21/Nov/2026:07:27:26 +0000] "- - -" 400 0 1', None),
    ),
)
