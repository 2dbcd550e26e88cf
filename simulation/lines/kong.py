"""Kong's log serialiser, as its file-log and http-log plug-ins write it.

https://developer.konghq.com/plugins/file-log/
"""

from __future__ import annotations

import polars as pl

from simulation.lines import LineFormat
from simulation.lines._text import HOST, column, epoch_ms, latency_ms

_HEADERS = pl.struct(column("agent").alias("user-agent"), pl.lit(HOST).alias("host"))
_REQUEST = pl.struct(
    column("request_id").alias("id"),
    column("method"),
    column("target").alias("uri"),
    _HEADERS.alias("headers"),
    pl.lit(212).alias("size"),
)
_LATENCIES = pl.struct(
    latency_ms().alias("request"),
    pl.lit(0).alias("kong"),
    latency_ms().alias("proxy"),
    pl.lit(0).alias("receive"),
)
_COMMON = (
    _REQUEST.alias("request"),
    pl.struct(column("status"), column("sent_bytes").alias("size")).alias("response"),
    _LATENCIES.alias("latencies"),
    pl.struct(pl.lit("r1").alias("id"), pl.lit("business-api").alias("name")).alias("route"),
    pl.struct(pl.lit("s1").alias("id"), pl.lit("business").alias("name")).alias("service"),
    column("address").alias("client_ip"),
    epoch_ms("started").alias("started_at"),
    column("status").cast(pl.String).alias("upstream_status"),
    pl.lit("upstream").alias("source"),
    pl.lit("default").alias("workspace_name"),
)
_CONSUMER = pl.struct(column("credential").alias("username"), pl.lit("c1").alias("id")).alias("consumer")

_NO_CONSUMER = ',"consumer":{"username":null,"id":"c1"}'

PLUGIN = LineFormat(
    # a call that names nobody has no consumer at all
    pl.struct(*_COMMON, _CONSUMER).struct.json_encode().str.replace(_NO_CONSUMER, "", literal=True),
    "jsonl",
)
