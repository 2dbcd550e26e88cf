"""Frames as bytes: JSON, CSV, Arrow, Parquet."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Literal

import polars as pl

from pivotwatch.analysis.remote import ARROW_STREAM

Format = Literal["json", "csv", "arrow", "parquet"]
MEDIA_TYPES: Mapping[Format, str] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "arrow": ARROW_STREAM,
    "parquet": "application/vnd.apache.parquet",
}
_FORMULA = r"^[=+\-@\t\r]"


def chosen_format(accept: str) -> Format | None:
    """Return the format that an Accept header asks for first (RFC 9110, 12.5.1); None = none of ours."""
    asked = sorted(filter(None, map(_asked, accept.split(","))), key=lambda each: -each[1])
    for media, weight in asked or [("*/*", 1.0)]:
        for name, ours in MEDIA_TYPES.items():
            bare = ours.partition(";")[0]
            if weight > 0 and media in (bare, "*/*", f"{bare.partition('/')[0]}/*"):
                return name
    return None


def written(frame: pl.DataFrame, wanted: Format) -> bytes:
    """Return the frame in a format."""
    into = io.BytesIO()
    if wanted == "arrow":
        frame.write_ipc_stream(into, compression="zstd", compat_level=pl.CompatLevel.oldest())
    elif wanted == "parquet":
        frame.write_parquet(into, compression="zstd")
    elif wanted == "csv":
        _flat(frame).write_csv(into)
    else:
        # JavaScript's numbers end at 2^53, ids of endpoints do not
        frame.with_columns(pl.col("^endpoint_id$").cast(pl.String)).write_json(into)
    return into.getvalue()


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with nested cells as JSON, and text that a spreadsheet would run made harmless."""
    nested = [name for name, kind in frame.schema.items() if kind.is_nested()]
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    return frame.with_columns(
        *(_as_json(frame[name]) for name in nested),
        *(
            pl.when(pl.col(name).str.contains(_FORMULA))
            .then("'" + pl.col(name))
            .otherwise(pl.col(name))
            .alias(name)
            for name in texts
        ),
    )


def _as_json(column: pl.Series) -> pl.Series:
    values = [None if each is None else json.dumps(each, ensure_ascii=False) for each in column.to_list()]
    return pl.Series(column.name, values, dtype=pl.String)


def _asked(part: str) -> tuple[str, float] | None:
    media, _, parameters = part.strip().partition(";")
    weight = 1.0
    for each in parameters.split(";"):
        name, _, value = each.strip().partition("=")
        if name == "q":
            try:
                weight = float(value)
            except ValueError:
                return None
    return (media.strip().lower(), weight) if media.strip() else None
