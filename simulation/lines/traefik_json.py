"""Traefik's JSON access log; the credential is the user of its basicAuth middleware.

https://doc.traefik.io/traefik/observability/access-logs/
"""

from __future__ import annotations

import polars as pl

from simulation.lines import LineFormat
from simulation.lines._text import HOST, at, column, known

_NANOSECONDS = column("latency_us") * 1000

PLUGIN = LineFormat(
    pl.struct(
        pl.concat_str([column("address"), pl.lit(":41234")]).alias("ClientAddr"),
        column("address").alias("ClientHost"),
        known("credential").alias("ClientUsername"),
        column("sent_bytes").alias("DownstreamContentSize"),
        column("status").alias("DownstreamStatus"),
        _NANOSECONDS.alias("Duration"),
        pl.lit(0).alias("RequestContentSize"),
        pl.lit(HOST).alias("RequestHost"),
        column("method").alias("RequestMethod"),
        column("target").alias("RequestPath"),
        pl.lit("HTTP/1.1").alias("RequestProtocol"),
        pl.lit("api@file").alias("RouterName"),
        pl.lit("api@file").alias("ServiceName"),
        at("started", "%Y-%m-%dT%H:%M:%S%.9fZ").alias("StartUTC"),
        pl.lit("web").alias("entryPointName"),
        pl.lit("info").alias("level"),
        pl.lit("").alias("msg"),
        column("agent").alias("request_User-Agent"),
        column("request_id").alias("request_X-Request-Id"),
        at("ended", "%Y-%m-%dT%H:%M:%SZ").alias("time"),
    ).struct.json_encode(),
    "jsonl",
)
