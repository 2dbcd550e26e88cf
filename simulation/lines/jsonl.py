"""Generic JSON lines under the names that Pivotwatch reads unless its settings map others."""

from __future__ import annotations

import polars as pl

from simulation.lines import LineFormat
from simulation.lines._text import at, column

PLUGIN = LineFormat(
    pl.struct(
        at("started", "%Y-%m-%dT%H:%M:%S%.6fZ").alias("ts"),
        column("method"),
        column("target").alias("path"),
        column("route"),
        column("credential").alias("consumer"),
        column("status"),
        (column("latency_us") / 1000).alias("latency_ms"),
        column("request_id"),
    ).struct.json_encode(),
    "jsonl",
)
