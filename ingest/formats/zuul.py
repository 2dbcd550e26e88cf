"""Netflix Zuul 2's access log, parted by tabs."""

from __future__ import annotations

from ingest.format import Format, Sample, Text

PLUGIN = Format(
    reader=Text(
        # behind the sizes come quoted headers, those of the request and those of the answer; the lists are settings
        pattern=r"(?:.*? )?(?P<logged>\d{4}-\d\d-\d\dT[\d:.]+)\t(?P<client_ip>[^\t]*)\t(?P<port>[^\t]*)\t(?P<method>[^\t]*)"
        r"\t(?P<target>[^\t]*)\t(?P<status>[^\t]*)\t(?P<duration>[^\t]*)\t(?P<sent>[^\t]*)\t(?P<request_id>[^\t]*)"
        r"\t(?P<received>[^\t]*)(?P<headers>\t.*)?",
    ),
    recognise=r"\d{4}-\d\d-\d\dT[\d:.]+\t[^\t]*\t\d+\t[A-Z]+\t[^\t]*\t\d+\t",
    moment="NULL::TIMESTAMP",
    local_moment="try_cast(logged AS TIMESTAMP)",
    method="method",
    target="target",
    status="status",
    latency="given(duration)",
    latency_unit="us",
    bytes="sent",
    request_id="request_id",
    identities={
        # seven columns of request headers: the seventh is ours, `x-consumer-id`, when the snippet is used
        "consumer": r"regexp_extract(headers, '^(?:\t\"[^\t]*\"){6}\t\"([^\t]*)\"(?:\t\"[^\t]*\"){3}\t?$', 1)",
        "client_ip": "client_ip",
    },
    source="https://github.com/Netflix/zuul",
    confidence="source code",
    notes="Local time without a zone (ingest.log_time_zone). No caller by default: the snippet adds a header with it as "
    "the seventh; without it the callers are unknown. No route.",
    rank=2,
    samples=(
        Sample(
            '2026-11-21T07:27:26.168\t203.0.113.7\t7001\tGET\t/orders/7?x=1\t200\t18021\t311\tb3c1\t-\t"api"\t"203.0.113.7"'
            '\t"https"\t"-"\t"-"\t"acme "q" /1"\t"-"\t"-"\t"application/json"',
            {
                "ts": "2026-11-21 07:27:26.168",
                "method": "GET",
                "path": "/orders/7",
                "credential": None,
                "status": 200,
                "latency_ms": 18.021,
                "bytes": 311,
                "request_id": "b3c1",
            },
        ),
        Sample(
            '2026-11-21T07:27:26\t203.0.113.7\t7001\tPOST\t/orders\t201\t5000\t-\tb3c2\t17\t"api"\t"-"\t"https"\t"-"\t"-"'
            '\t"x"\t"acme"\t"-"\t"-"\t"application/json"',
            {"method": "POST", "credential": "acme", "credential_kind": "consumer", "bytes": None},
        ),
        Sample("2026-11-21T07:27:26\t203.0.113.7\t7001\t-\t-\t-\t-\t-\t-\t-", None),
    ),
)
