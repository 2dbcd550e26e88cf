"""nginx with a `log_format ... escape=json` that names its fields after its variables.

Everything is a string there, and what is not set is an empty string.
"""

from __future__ import annotations

import polars as pl

from simulation.lines import LineFormat
from simulation.lines._text import HOST, column, epoch_ms, known, latency_ms, seconds

_MADE = column("status") != 499

PLUGIN = LineFormat(
    pl.struct(
        seconds(epoch_ms("ended")).alias("msec"),
        column("request_id"),
        column("address").alias("remote_addr"),
        known("credential", "").alias("remote_user"),
        column("method").alias("request_method"),
        column("target").alias("request_uri"),
        pl.lit(HOST).alias("host"),
        column("status").cast(pl.String),
        seconds(latency_ms()).alias("request_time"),
        pl.when(_MADE).then(column("status").cast(pl.String)).otherwise(pl.lit("-")).alias("upstream_status"),
        column("sent_bytes").cast(pl.String).alias("body_bytes_sent"),
        column("agent").alias("http_user_agent"),
    ).struct.json_encode(),
    "jsonl",
)
