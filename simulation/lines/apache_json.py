"""httpd with a LogFormat that looks like JSON: everything is a string, `-` where there is nothing."""

from __future__ import annotations

import polars as pl

from simulation.lines import LineFormat
from simulation.lines._text import column, known

_QUERY = column("target").str.extract(r"(\?.*)$").fill_null("")

PLUGIN = LineFormat(
    pl.struct(
        column("started").dt.epoch("us").cast(pl.String).alias("time_us"),
        column("request_id").alias("unique_id"),
        column("address").alias("client_ip"),
        known("credential").alias("user"),
        column("method"),
        column("path"),
        _QUERY.alias("query"),
        column("status").cast(pl.String),
        column("latency_us").cast(pl.String).alias("duration_us"),
        column("sent_bytes").cast(pl.String).alias("bytes_out_body"),
        column("agent").alias("user_agent"),
    ).struct.json_encode(),
    "jsonl",
)
