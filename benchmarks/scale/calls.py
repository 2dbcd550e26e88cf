"""Calls as Parquet files, made inside DuckDB, and what counting them takes."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from benchmarks.scale.commands import run
from benchmarks.scale.platforms import FIRST_DAY
from foundation import Warehouse

_FILE_ROWS = 10_000_000
_PARTNERS, _TEMPLATES, _EACH = 10_000, 500, 20
_SETTINGS = """
[ingest.warehouses.lake]
url = "duckdb://"
table = "{files}"
days_per_query = 7

[ingest.warehouses.lake.columns]
time = "ts"
credential = "consumer"
method = "method"
path = "path"
status = "status"
"""


def make_calls(folder: Path, rows: int) -> None:
    """Write one week of calls as Parquet files."""
    folder.mkdir(parents=True, exist_ok=True)
    with Warehouse.open(folder / "maker.duckdb", memory_limit="2GB") as maker:
        for start in range(0, rows, _FILE_ROWS):
            end = min(start + _FILE_ROWS, rows)
            file = str(folder / f"calls-{start // _FILE_ROWS:05}.parquet").replace("'", "''")
            maker.execute(
                f"""
                COPY (
                    SELECT
                        TIMESTAMP '{FIRST_DAY}'
                            + to_microseconds((n::DOUBLE * 604800000000 / {rows})::BIGINT) AS ts,
                        format('p{{:05d}}', hash(n) % {_PARTNERS}) AS consumer,
                        ['GET', 'POST', 'PUT'][1 + (hash(n, 1) % 3)::INTEGER] AS method,
                        format(
                            '/v1/x{{}}/{{}}',
                            hash(hash(n) % {_PARTNERS}, hash(n, 2) % {_EACH}) % {_TEMPLATES},
                            hash(n, 3) % 1000000
                        ) AS path,
                        CASE WHEN hash(n, 4) % 50 = 0 THEN 500 ELSE 200 END AS status
                    FROM range({start}, {end}) AS numbers(n)
                ) TO '{file}' (FORMAT parquet)
                """  # noqa: S608 - our own numbers, and a path that is quoted
            )


def counting(folder: Path, rows: int) -> dict[str, Any]:
    """Return what `pivotwatch pull` takes to count so many calls, and DuckDB to scan the same columns.

    Files that are in `folder/lake` already are taken as they are.
    """
    lake = folder / "lake"
    if not lake.exists():
        make_calls(lake, rows)
    home = folder / "home"
    home.mkdir(parents=True)
    files = str(lake / "*.parquet")
    (home / "pivotwatch.toml").write_text(_SETTINGS.format(files=files), encoding="utf-8")
    pulled = run(["pull", "lake", "--from", FIRST_DAY.isoformat()], home, weeks=1)
    return {
        "size": rows,
        "seconds": pulled.processor_seconds,
        "peak_mb": pulled.peak_mb,
        "limit_seconds": _scanned(folder, files),
        "file_mb": round(sum(file.stat().st_size for file in lake.glob("*.parquet")) / 1e6),
    }


def _scanned(folder: Path, files: str) -> float:
    """Return the processor seconds that DuckDB needs to read these columns and do nothing with them."""
    with Warehouse.open(folder / "scan.duckdb", memory_limit="2GB") as reader:
        began = time.process_time()
        reader.rows(
            "SELECT max(ts), max(consumer), max(method), max(path), max(status) FROM read_parquet(?)", [files]
        )
        return round(time.process_time() - began, 2)
