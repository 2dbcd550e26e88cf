"""KrakenD Enterprise's access log as JSON: its preset `json`, and our custom format."""

from __future__ import annotations

from ingest.format import Format, JsonLines, Sample

_MEMBERS = [
    "time",
    "status",
    "status_code",
    "latency",
    "latency_ms",
    "method",
    "path",
    "partner",
    "client_ip",
    "ip",
    "request_id",
]
_TAKEN = "coalesce(given(latency_ms), given(latency))"

PLUGIN = Format(
    reader=JsonLines(
        dict.fromkeys(_MEMBERS, "VARCHAR"),
        # values come as they are, quotes and all; nobody reads this one
        repair=r"""regexp_replace(line, '"(?:ua|user_agent)"\s*:\s*".*?"\s*(,\s*"\w+"\s*:|\}\s*$)', '"ua":"-"\1')""",
    ),
    recognise=r'^\s*\{.*"time"\s*:\s*"\d{4}/\d\d/\d\d - ',
    moment='iso_moment(CASE WHEN NOT contains("time", \' - \') THEN "time" END)',
    local_moment="coalesce(try_strptime(\"time\", '%Y/%m/%d - %H:%M:%S.%g'),"
    " try_strptime(\"time\", '%Y/%m/%d - %H:%M:%S'))",
    moment_is_end=True,
    method="method",
    target="path",
    status="coalesce(given(status), status_code)",
    latency=f"CASE WHEN ends_with({_TAKEN}, 'ms') THEN try_cast(rtrim({_TAKEN}, 'ms') AS DOUBLE)"
    f" WHEN ends_with({_TAKEN}, 's') THEN try_cast(rtrim({_TAKEN}, 's') AS DOUBLE) * 1000"
    f" ELSE try_cast({_TAKEN} AS DOUBLE) END",
    request_id="request_id",
    identities={"consumer": "partner", "client_ip": "coalesce(given(client_ip), ip)"},
    source="https://www.krakend.io/docs/enterprise/logging/access-log/",
    confidence="documentation",
    notes="Local time without a zone (ingest.log_time_zone), at the request's end. Values are not escaped. The preset "
    "names no caller: use the snippet.",
    rank=2,
    samples=(
        Sample(
            '{"time":"2026/11/21 - 07:27:26.186","status":200,"latency_ms":"18.000ms","ip":"203.0.113.7","method":"GET",'
            '"path":"/orders/7?x=1","partner":"acme","request_id":"r1"}',
            {
                "ts": "2026-11-21 07:27:26.168",
                "method": "GET",
                "path": "/orders/7",
                "credential": "acme",
                "status": 200,
                "latency_ms": 18.0,
                "request_id": "r1",
            },
        ),
        Sample(
            '{"prefix":"KRAKEND","time":"2026/11/21 - 07:27:26.500","status_code":201,"latency":"0.25s",'
            '"client_ip":"203.0.113.7","method":"POST","path":"/orders"}',
            {"ts": "2026-11-21 07:27:26.25", "status": 201, "latency_ms": 250.0, "credential": None},
        ),
        Sample(
            '{"time":"2026/11/21 - 07:27:26.186","status":200,"method":"GET","path":"/a","ua":"evil "ua" \\ ]","partner":"acme"}',
            {"path": "/a", "credential": "acme"},
        ),
        Sample('{"time":"2026/11/21 - 07:27:26.500","msg":"started"}', None),
    ),
)
