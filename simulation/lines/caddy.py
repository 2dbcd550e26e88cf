"""Caddy's own JSON access log; the credential is the user of basic_auth.

https://caddyserver.com/docs/caddyfile/directives/log
"""

from __future__ import annotations

import polars as pl

from simulation.lines import LineFormat
from simulation.lines._text import HOST, column, known

_LEFT = column("status") == 499
_REQUEST = pl.struct(
    column("address").alias("remote_ip"),
    pl.lit("41234").alias("remote_port"),
    column("address").alias("client_ip"),
    pl.lit("HTTP/1.1").alias("proto"),
    column("method"),
    pl.lit(HOST).alias("host"),
    column("target").alias("uri"),
    pl.struct(pl.concat_list(column("agent")).alias("User-Agent")).alias("headers"),
)

PLUGIN = LineFormat(
    pl.struct(
        pl.when(column("status") >= 500).then(pl.lit("error")).otherwise(pl.lit("info")).alias("level"),
        (column("ended").dt.epoch("us") / 1e6).alias("ts"),  # seconds, of the end
        pl.lit("http.log.access.log0").alias("logger"),
        pl.lit("handled request").alias("msg"),
        _REQUEST.alias("request"),
        pl.lit(0).alias("bytes_read"),
        known("credential", "").alias("user_id"),
        (column("latency_us") / 1e6).alias("duration"),
        column("sent_bytes").alias("size"),
        pl.when(_LEFT).then(pl.lit(0)).otherwise(column("status")).alias("status"),
        column("request_id").alias("uuid"),
    ).struct.json_encode(),
    "jsonl",
)
