"""Durations as Go prints them: `4.529µs`, `12.3ms`, `1m2.3s`."""

from __future__ import annotations

# a bare m is a minute, and neither the m of ms nor the s behind it is one
_UNITS = (
    ("h", 3_600_000),
    ("m(?:[0-9]|$)", 60_000),
    ("s", 1000),
    ("ms", 1),
    ("(?:µ|μ|u)s", 0.001),
    ("ns", 0.000001),
)


def milliseconds(column: str) -> str:
    """Return SQL for the milliseconds of a duration in a column, 0 for a text that is none."""
    parts = (
        f"coalesce(try_cast(regexp_extract({column}, '([0-9.]+){unit}', 1) AS DOUBLE), 0) * {ms}"
        for unit, ms in _UNITS
    )
    return f"round({' + '.join(parts)}, 6)"
