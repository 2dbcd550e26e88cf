"""HAProxy's `option httplog`, with or without captured headers and with or without a syslog prefix."""

from __future__ import annotations

from ingest.format import Format, Sample, Text

# whoever captures Host, User-Agent, X-Forwarded-For or X-Request-Id must not get a partner for each of them
_HOST = r"(?:[A-Za-z0-9-]+\.)+(?:com|org|net|io|dev|app|local|internal|test|example|localhost|[a-z]{{2}})"
_UUID = "[0-9a-fA-F]{{8}}(?:-[0-9a-fA-F]{{4}}){{3}}-[0-9a-fA-F]{{12}}"
_LOOKS_LIKE_A_KEY = (
    "regexp_full_match({0}, '[^\\s/=,;:()]+') "
    f"AND NOT regexp_full_match({{0}}, '{_UUID}|[0-9.]+|localhost|{_HOST}')"
)
_FIRST = "split_part(captured, '|', 1)"

PLUGIN = Format(
    reader=Text(
        pattern=r"(?:.*?haproxy\[\d+\]: )?(?P<client>\S+):\d+ \[(?P<accepted>[^\]]+)\] (?P<frontend>\S+)"
        r" (?P<backend>[^/ ]+)/(?P<server>\S+) (?P<timers>[-+\d/]+) (?P<status>-?\d+) \+?(?P<bytes>\d+)"
        r" \S+ \S+ (?P<state>\S{4}) \S+ \S+(?: \{(?P<captured>.*?)\})?(?: \{.*\})?"
        r' "(?P<request>.*)"?',
    ),
    recognise=r"\[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d\.\d{3}\] \S+ \S+/\S+ [-+\d/]+ -?\d+ \+?\d+ ",
    moment="NULL::TIMESTAMP",
    local_moment="try_strptime(accepted, '%d/%b/%Y:%H:%M:%S.%g')",
    method="split_part(request, ' ', 1)",
    target="split_part(request, ' ', 2)",
    status="status",
    latency="nullif(ltrim(split_part(timers, '/', 5), '+'), '-1')",
    bytes="bytes",
    identities={
        "api_key": f"CASE WHEN {_LOOKS_LIKE_A_KEY.format(_FIRST)} THEN {_FIRST} END",
        "client_ip": "client",
    },
    source="https://docs.haproxy.org/2.6/configuration.html#8.2.3",
    confidence="recorded",
    notes="The first captured request header counts as the API key where it looks like one, and not like an agent, a "
    "host, an address or an id; ingest.haproxy_captures tells what each of them is. The time has no zone: see "
    "ingest.log_time_zone.",
    snippets=("haproxy",),
    samples=(
        Sample(
            "203.0.113.7:60048 [21/Nov/2026:07:30:44.740] api be/b1 0/0/0/5/6 200 154 - - ---- 1/1/0/0/0 0/0"
            ' {key-globex-0002|globex/9} "POST /v1/invoices?x=1 HTTP/1.1"',
            {
                "ts": "2026-11-21 07:30:44.74",
                "method": "POST",
                "path": "/v1/invoices",
                "credential": "key-globex-0002",
                "credential_kind": "api_key",
                "status": 200,
                "latency_ms": 6.0,
                "bytes": 154,
            },
        ),
        Sample(
            "Nov 21 07:30:44 edge haproxy[812]: 203.0.113.7:60094 [21/Nov/2026:07:30:44.745] api be/b1 0/0/0/0/0 200 154"
            ' - - ---- 1/1/0/0/0 0/0 {|evil#22ua\\ ] tab#09here} "GET /v1/s?q=%22a]\\& HTTP/1.1"',
            {"path": "/v1/s", "credential": None},
        ),
        Sample(
            "203.0.113.7:60048 [21/Nov/2026:07:30:44.740] api be/b1 0/0/0/5/6 200 154 - - ---- 1/1/0/0/0 0/0"
            ' {api.example.org|key-globex-0002} "GET /v1/orders HTTP/1.1"',
            {"path": "/v1/orders", "credential": None},
        ),
        Sample(
            "203.0.113.7:60130 [21/Nov/2026:07:30:44.748] api api/<NOSRV> -1/-1/-1/-1/0 400 0 - - PR-- 1/1/0/0/0 0/0"
            ' "<BADREQ>"',
            None,
        ),
    ),
)
