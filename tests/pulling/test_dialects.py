"""The question in the SQL of engines that do not run here: it compiles, and reads as that engine's SQL."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import ibis
import pytest
import sqlglot
from sqlglot import expressions

from ingest.pulling import ColumnSettings, WarehouseSourceSettings, counting, spans_of

CALLS = ibis.table(
    {
        "ts": "timestamp('UTC')",
        "dt": "date",
        "method": "string",
        "path": "string",
        "route": "string",
        "consumer": "string",
        "status": "int32",
        "request_id": "string",
        "size": "int32",
        "ms": "float64",
    },
    name="calls",
)


@pytest.mark.parametrize(
    "dialect", ["bigquery", "clickhouse", "databricks", "duckdb", "postgres", "pyspark", "snowflake", "trino"]
)
def test_it_is_sql_of_that_engine(dialect: str) -> None:
    """Two days with every column named: one SELECT that groups by seven columns, counts and sums."""
    columns = ColumnSettings(
        request_id="request_id",
        partition="dt",
        route="route",
        bytes="size",
        # Ibis compiles floats for Spark with a connection alone; test_pull has one
        latency="" if dialect == "pyspark" else "ms",
    )
    source = WarehouseSourceSettings(url=f"{dialect}://", table="calls", columns=columns)
    spans = spans_of([date(2026, 3, 29), date(2026, 3, 30)], ZoneInfo("Europe/Berlin"))
    sql = str(ibis.to_sql(counting(CALLS, source, spans), dialect=dialect))
    parsed = sqlglot.parse_one(sql, read={"pyspark": "spark"}.get(dialect, dialect))
    assert isinstance(parsed, expressions.Select)
    assert [one.alias_or_name for one in parsed.expressions] == [
        "place", "state", "credential", "method", "route", "api", "path", "calls", "errors", "good_calls",
        "bytes", *([] if dialect == "pyspark" else ["latency_ms", "timed"]),
    ]  # fmt: skip
    assert len(parsed.args["group"].expressions) == 7
    partitions = [one for one in parsed.find_all(expressions.Cast, expressions.Column) if one.name == "dt"]
    assert partitions, "the partition column bounds what is read"
