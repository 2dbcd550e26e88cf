"""Pieces that several formats share."""

from __future__ import annotations

import polars as pl

from simulation.lines import COLUMNS

CLF_TIME = "%d/%b/%Y:%H:%M:%S +0000"
ISO_MILLISECONDS = "%Y-%m-%dT%H:%M:%S%.3fZ"
HOST = "api.example.com"


def text(template: str, **pieces: pl.Expr) -> pl.Expr:
    """Return the template with each `<name>` replaced: by the piece of that name, else by the column.

    Angle brackets, because braces and dollars are part of what gateways write.
    """
    parts: list[pl.Expr] = []
    for index, part in enumerate(template.replace(">", "<").split("<")):
        if index % 2 == 0:
            parts.append(pl.lit(part))
        elif part in pieces:
            parts.append(pieces[part].cast(pl.String))
        else:
            parts.append(column(part).cast(pl.String))
    return pl.concat_str(parts)


def column(name: str) -> pl.Expr:
    """Return a column of COLUMNS; any other name raises KeyError."""
    _ = COLUMNS[name]
    return pl.col(name)


def known(name: str, missing: str = "-") -> pl.Expr:
    """Return a column with the gateway's mark where there is nothing."""
    return column(name).fill_null(missing)


def at(name: str, layout: str) -> pl.Expr:
    """Return a time column in a strftime layout."""
    return column(name).dt.strftime(layout)


def epoch_ms(name: str) -> pl.Expr:
    """Return a time column as milliseconds since 1970, truncated as gateways do."""
    return column(name).dt.epoch("us") // 1000


def latency_ms() -> pl.Expr:
    """Return whole milliseconds between start and end as a gateway that stamps both would have it."""
    return column("latency_us") // 1000


def seconds(milliseconds: pl.Expr) -> pl.Expr:
    """Return `12.345` for 12345 milliseconds."""
    padded = (milliseconds % 1000).cast(pl.String).str.zfill(3)
    return pl.concat_str([(milliseconds // 1000).cast(pl.String), pl.lit("."), padded])
