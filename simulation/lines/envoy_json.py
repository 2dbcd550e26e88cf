"""Envoy with a `json_format` access log; the credential is what its API-key filter forwarded.

https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage
"""

from __future__ import annotations

import polars as pl

from simulation.lines import LineFormat
from simulation.lines._text import HOST, ISO_MILLISECONDS, at, column, latency_ms

_LEFT = column("status") == 499

PLUGIN = LineFormat(
    pl.struct(
        pl.lit(HOST).alias("authority"),
        pl.lit(0).alias("bytes_received"),
        column("sent_bytes").alias("bytes_sent"),
        column("address").alias("client_ip"),
        column("credential").alias("consumer"),
        latency_ms().alias("duration"),
        column("method"),
        column("target").alias("path"),
        pl.lit("HTTP/1.1").alias("protocol"),
        column("request_id"),
        # Envoy has no status for a client that left; it says so by a flag
        pl.when(_LEFT).then(pl.lit(0)).otherwise(column("status")).alias("response_code"),
        pl.when(_LEFT).then(pl.lit("DC")).otherwise(pl.lit("-")).alias("response_flags"),
        at("started", ISO_MILLISECONDS).alias("start_time"),
        pl.lit("api").alias("upstream_cluster"),
        column("agent").alias("user_agent"),
    ).struct.json_encode(),
    "jsonl",
)
