"""HAProxy's `option httplog` with two captured request headers: the partner's name and the user agent.

https://docs.haproxy.org/2.6/configuration.html#8.2.3
"""

from __future__ import annotations

import polars as pl

from simulation.lines import LineFormat
from simulation.lines._text import at, column, known, latency_ms, text

_LEFT = column("status") == 499

PLUGIN = LineFormat(
    text(
        "<address>:41234 [<time>] api api/b1 0/0/0/<duration>/<duration> <code> <sent_bytes> - - <end> "
        '12/12/3/1/0 0/0 {<partner>|<agent>} "<method> <target> HTTP/1.1"',
        time=at("started", "%d/%b/%Y:%H:%M:%S%.3f"),
        duration=latency_ms(),
        code=pl.when(_LEFT).then(pl.lit(-1)).otherwise(column("status")),
        end=pl.when(_LEFT).then(pl.lit("CD--")).otherwise(pl.lit("----")),
        partner=known("credential", ""),
    )
)
