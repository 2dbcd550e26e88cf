"""KrakenD's access log (community edition): the lines that start with `[GIN]`."""

from __future__ import annotations

from ingest.format import Format, Sample, Text
from ingest.formats._go import milliseconds

PLUGIN = Format(
    reader=Text(
        # on a terminal the parts are coloured
        pattern=r"(?:.*?)\[GIN\] (?P<day>\d{4}/\d\d/\d\d) - (?P<clock>\d\d:\d\d:\d\d) \|(?:\x1b\[[\d;]*m)? *(?P<status>\d+)"
        r" *(?:\x1b\[[\d;]*m)?\| *(?P<taken>[0-9][0-9.a-zµμ]*) \| *(?P<client_ip>\S+) \|(?:\x1b\[[\d;]*m)?"
        r' *(?P<method>[A-Z]+) *(?:\x1b\[[\d;]*m)? *"(?P<target>(?:[^"\\]|\\.)*)".*',
    ),
    recognise=r"\[GIN\] \d{4}/\d\d/\d\d - \d\d:\d\d:\d\d \|",
    moment="NULL::TIMESTAMP",
    local_moment="try_strptime(\"day\" || ' ' || clock, '%Y/%m/%d %H:%M:%S')",
    moment_is_end=True,
    method="method",
    target="target",
    status="status",
    latency=milliseconds("taken"),
    identities={"client_ip": "client_ip"},
    source="https://www.krakend.io/docs/logging/",
    confidence="source code",
    notes="Local time without a zone (ingest.log_time_zone), to the second. No caller, no id, no route: OpenTelemetry "
    "spans (otlp_traces) tell the route and, with header attributes, the caller.",
    rank=2,
    samples=(
        Sample(
            '[GIN] 2026/11/21 - 07:27:26 | 200 |   18.5ms |   203.0.113.7 | GET      "/orders/7?x=1"',
            {
                "ts": "2026-11-21 07:27:25.9815",
                "method": "GET",
                "path": "/orders/7",
                "status": 200,
                "latency_ms": 18.5,
                "credential": None,
            },
        ),
        Sample(
            "[GIN] 2026/11/21 - 07:27:26 |\x1b[97;42m 200 \x1b[0m|   4.529µs |   203.0.113.7 |\x1b[97;44m POST    \x1b[0m"
            ' "/orders"',
            {"method": "POST", "latency_ms": 0.004529},
        ),
        Sample(
            '[GIN] 2026/11/21 - 07:27:26 | 504 |      1m2.3s |   203.0.113.7 | GET      "/slow"',
            {"ts": "2026-11-21 07:26:23.7", "status": 504, "latency_ms": 62300.0},
        ),
        Sample("[GIN-debug] [WARNING] Running in debug mode", None),
    ),
)
