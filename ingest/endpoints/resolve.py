"""From what a load saw (method, route, shape) to endpoint ids."""

from __future__ import annotations

import polars as pl

from foundation import Warehouse, named_sql, stable_number
from ingest.endpoints.settings import EndpointSettings


def resolve(warehouse: Warehouse, settings: EndpointSettings) -> None:
    """Give every staged combination its endpoint; new endpoints are inserted.

    Reads TEMP TABLE `staged_paths`; makes TEMP TABLE
    `staged_endpoints(method, route, api, shape, endpoint_id)`. Belongs in the loader's transaction.
    """
    del settings
    staged = warehouse.frame(named_sql("ingest.endpoints", "staged_paths"))
    templates = staged.with_columns(
        pl.coalesce(pl.col("route"), pl.col("shape")).alias("template"),
        pl.when(pl.col("route").is_null())
        .then(pl.lit("heuristic"))
        .otherwise(pl.lit("gateway"))
        .alias("source"),
        pl.col("method").fill_null("").str.to_uppercase().alias("verb"),
    )
    keys = templates.select(pl.col("api").fill_null(""), "verb", "template").rows()
    numbers = pl.Series("endpoint_id", [stable_number(*key) for key in keys], dtype=pl.Int64)
    resolved = templates.with_columns(numbers)
    with warehouse.lent("resolved_paths", resolved):
        warehouse.execute(named_sql("ingest.endpoints", "staged_endpoints"))
        warehouse.execute(named_sql("ingest.endpoints", "new_endpoints"))
