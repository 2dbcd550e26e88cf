"""How gateways write a call as a line. One file is one format; its name there is the format's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from foundation import Registry

COLUMNS: Mapping[str, str] = {
    "started": "start of the request, UTC, microseconds",
    "ended": "end of the request, UTC, microseconds; lines stand in this order",
    "latency_us": "end minus start",
    "method": "GET, POST ...",
    "path": "without the query string",
    "target": "path and query string, as the client sent it",
    "route": "route template; null where the gateway matched none",
    "status": "HTTP status; 499 = the client went away",
    "sent_bytes": "size of the answer's body",
    "credential": "who called, as the gateway knows it; null = nobody named",
    "agent": "user agent",
    "address": "client's IP address",
    "request_id": "32 hex digits",
}
"""What a format may build its line from; only the columns that it names are made."""


@dataclass(frozen=True, slots=True)
class LineFormat:
    """A plug-in of `simulation/lines/`: its module holds one as `PLUGIN`.

    Attributes
    ----------
    line
        Expression over COLUMNS that gives one line of text without its end.
    suffix
        Of the file's name: `log` or `jsonl`.
    """

    line: pl.Expr
    suffix: str = "log"


LINE_FORMATS: Registry[LineFormat] = Registry("simulation.lines", LineFormat, "log format")
