"""The sections `[ingest.warehouses.NAME]`."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator

from foundation import Section
from ingest.format import IdentityKind, LatencyUnit

EpochUnit = Literal["s", "ms", "us", "ns"]


class ColumnSettings(Section):
    """Which column of the table or query holds what; an empty name = there is none."""

    time: str = Field(default="ts", min_length=1)
    """When the request started: a timestamp (UTC where it has no zone), or a whole number (see `epoch`)."""
    credential: str = Field(default="consumer", min_length=1)
    """Who called."""
    method: str = Field(default="method", min_length=1)
    """Request method."""
    path: str = "path"
    """Path or URL; a query string never leaves the engine. Empty = there are routes alone."""
    route: str = ""
    """Route template, e.g. `/v2/contacts/{id}`, where the gateway wrote one."""
    api: str = ""
    """Name of the API, where there are several."""
    status: str = Field(default="status", min_length=1)
    """HTTP status."""
    bytes: str = ""
    """Size of the response; summed up by day to compare with the engine's own figures, not kept."""
    latency: str = ""
    """How long the call took (see `latency_unit`); its mean is told by day, as above."""
    request_id: str = ""
    """What tells a call that was logged twice from two calls. Naming it makes the engine sort every call."""
    partition: str = ""
    """A date column that the table is partitioned by (UTC days), so that the engine reads only those. Empty
    where it is cut by months or otherwise: Parquet files tell by themselves what times they hold."""

    @model_validator(mode="after")
    def _tells_what_was_called(self) -> Self:
        if not self.path and not self.route:
            raise ValueError("name `path`, `route` or both")
        return self


class WarehouseSourceSettings(Section):
    """A table of calls in an engine that can count."""

    url: SecretStr
    """Where it is: duckdb:// (files), duckdb:///file.db, postgres://..., spark://host:7077, or any URL that
    Ibis knows (clickhouse, trino, snowflake, bigquery, databricks)."""
    table: str = ""
    """Name of the table, or a path or pattern of Parquet, CSV or JSON files (duckdb and spark)."""
    query: str = ""
    """A SELECT of the engine's own, in place of `table`."""
    columns: ColumnSettings = Field(default_factory=ColumnSettings)
    """Names of the columns."""
    credential_kind: IdentityKind = "consumer"
    """What the credential is; an api_key is kept as keyed hash only."""
    epoch: EpochUnit = "ms"
    """The unit of a time that is a whole number."""
    latency_unit: LatencyUnit = "ms"
    """The unit of the latency."""
    lookback_days: int = Field(default=3, ge=0, le=400)
    """How many of the last days are counted again each time, for calls that arrive late."""
    days_per_query: int = Field(default=1, ge=1, le=400)
    """More asks the engine less often for more at once."""
    queries_at_once: int = Field(default=2, ge=1, le=64)
    """How many questions the engine is asked at the same time."""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if bool(self.table) == bool(self.query):
            raise ValueError("name either `table` or `query`")
        return self
