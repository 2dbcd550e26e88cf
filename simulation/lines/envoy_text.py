"""Envoy's default text format. It names no consumer, so every call is nobody's."""

from __future__ import annotations

import polars as pl

from simulation.lines import LineFormat
from simulation.lines._text import HOST, ISO_MILLISECONDS, at, column, latency_ms, text

_LEFT = column("status") == 499

PLUGIN = LineFormat(
    text(
        '[<time>] "<method> <target> HTTP/1.1" <code> <flags> 0 <sent_bytes> <duration> <duration> '
        '"<address>" "<agent>" "<request_id>" "<host>" "10.0.0.5:8080"',
        time=at("started", ISO_MILLISECONDS),
        code=pl.when(_LEFT).then(pl.lit(0)).otherwise(column("status")),
        flags=pl.when(_LEFT).then(pl.lit("DC")).otherwise(pl.lit("-")),
        duration=latency_ms(),
        host=pl.lit(HOST),
    )
)
