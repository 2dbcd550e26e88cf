"""`import-usage`: checked rows of a usage table go into the store, once."""

from __future__ import annotations

import hashlib
import re
import time
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from foundation import InputError, Problem, Warehouse, WindowKind, named_sql
from ingest.credentials import credential_number
from ingest.endpoints import Endpoint, method_of
from ingest.usage_table import UsageTable

FORMAT = "usage_table"
"""What `loads.format` says of an imported table."""

_METHOD_AND_PATH = re.compile(r"([A-Za-z]+)\s+(/\S*)")


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import.

    Attributes
    ----------
    rows
        Counts that were written; 0 when the same table was there already.
    partners, endpoints, windows
        How many the table speaks of.
    replaced
        Counts of earlier imports that were taken out.
    known
        The same table was imported before.
    """

    rows: int
    partners: int
    endpoints: int
    windows: int
    replaced: int = 0
    known: bool = False


def import_usage(
    warehouse: Warehouse,
    table: UsageTable,
    source: str,
    key: bytes,
    now: datetime,
    window_setting: WindowKind | None,
    *,
    replace: bool = False,
) -> Imported:
    """Write a table's counts, each on the first day of its window.

    Parameters
    ----------
    key
        The home's secret.
    now
        UTC without zone.
    window_setting
        The setting `platform.window`; None = not set.
    replace
        Take out what earlier imports brought for the table's windows.

    Raises
    ------
    InputError
        When the kind of window is not the platform's, or a partner has imported counts in a window already.
    """
    started = time.perf_counter()
    counts = _with_ids(table.rows, key)
    sizes = (counts["credential_id"].n_unique(), counts["endpoint_id"].n_unique(), len(table.windows))
    fingerprint = _fingerprint(counts)
    if warehouse.one("SELECT count(*) FROM loads WHERE fingerprint = ?", [fingerprint])[0]:
        return Imported(0, *sizes, known=True)
    with warehouse.lent("imported", counts), warehouse.transaction():
        _settle_kind(warehouse, table, window_setting)
        replaced = _make_room(warehouse, source, replace=replace)
        for step in ("import_endpoints", "import_new_credentials", "import_credential_days"):
            warehouse.execute(named_sql("ingest", step))
        parameters = {
            "source": source,
            "fingerprint": fingerprint,
            "loaded_at": now,
            "seconds": time.perf_counter() - started,
        }
        warehouse.execute(named_sql("ingest", "import_load"), parameters)
        warehouse.execute(named_sql("ingest", "import_counts"))
    return Imported(counts.height, *sizes, replaced=replaced)


def _with_ids(rows: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """Add ids; spellings of one partner that differ in case or blanks are one partner, and add up."""
    partners = {text: credential_number(text, key) for text in rows["partner"].unique().to_list()}
    endpoints = {text: _endpoint(text) for text in rows["endpoint"].unique().to_list()}
    labelled = rows.with_columns(
        pl.col("partner").replace_strict(partners, return_dtype=pl.Int64).alias("credential_id"),
        pl.col("endpoint")
        .replace_strict({text: found.number for text, found in endpoints.items()}, return_dtype=pl.Int64)
        .alias("endpoint_id"),
        pl.col("endpoint")
        .replace_strict({text: found.method for text, found in endpoints.items()})
        .alias("method"),
        pl.col("endpoint")
        .replace_strict({text: found.template for text, found in endpoints.items()})
        .alias("template"),
    )
    return (
        labelled.group_by("start_day", "credential_id", "endpoint_id")
        .agg(
            pl.col("partner").min(),
            pl.col("endpoint").min().alias("label"),
            pl.col("method").first(),
            pl.col("template").first(),
            pl.col("calls").sum(),
            pl.col("errors").sum(),
        )
        .sort("start_day", "credential_id", "endpoint_id")
    )


def _endpoint(label: str) -> Endpoint:
    """Return what a label names: the endpoint that a gateway's log would give, or the label as it is."""
    match = _METHOD_AND_PATH.fullmatch(label)
    if match and method_of(match[1]) == match[1].upper():
        return Endpoint("", match[1].upper(), match[2])
    return Endpoint("", "", label)


def _fingerprint(counts: pl.DataFrame) -> str:
    content = counts.select("start_day", "credential_id", "endpoint_id", "calls", "errors").write_csv()
    return f"table:{hashlib.sha256(content.encode()).hexdigest()[:32]}"


def _settle_kind(warehouse: Warehouse, table: UsageTable, setting: WindowKind | None) -> None:
    """Refuse a table of another kind of window; of an empty platform the first table fixes the kind."""
    fixed = warehouse.rows("SELECT value FROM platform_facts WHERE name = 'window'")
    used = warehouse.one("SELECT count(*) FROM (SELECT 1 FROM credential_usage LIMIT 1)")[0]
    kind: WindowKind = setting or (fixed[0][0] if fixed else "week")
    if setting is None and not fixed and not used:
        warehouse.execute("INSERT INTO platform_facts VALUES ('window', ?)", [table.kind])
        return
    if table.kind not in (kind, "day"):
        how = "platform.window is set so" if setting else "the first data fixed that"
        raise InputError(
            f"The table counts by {table.kind}, this platform by {kind} ({how}). Nothing was written. "
            f"Import counts by day or by {kind}, or use another home (--home) with platform.window = "
            f'"{table.kind}".'
        )


def _make_room(warehouse: Warehouse, source: str, *, replace: bool) -> int:
    """Return how many imported counts were taken out for this table; refuse when that was not asked for."""
    if replace:
        replaced: int = warehouse.one(named_sql("ingest", "count_replaced"))[0]
        for step in ("forget_replaced", "delete_replaced"):
            warehouse.execute(named_sql("ingest", step))
        return replaced
    clashes = warehouse.rows(named_sql("ingest", "import_clashes"))
    if clashes:
        problems = [
            Problem(f"{source}, {day}", partner, "counts of this partner and window were imported before")
            for partner, day in clashes
        ]
        raise InputError(
            "The table overlaps earlier imports and nothing was written. "
            "If it corrects them, add --replace: it takes out what was imported for the table's windows.",
            problems,
        )
    return 0
