"""What tests load: paths with calls, as the loader stages them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

import polars as pl

from foundation import Warehouse
from ingest.endpoints import EndpointSettings, resolve


class Hit(NamedTuple):
    """Calls of one path."""

    path: str | None
    method: str = "GET"
    calls: int = 4
    status: int = 200
    route: str | None = None
    api: str | None = None


_STAGE = """
CREATE OR REPLACE TEMP TABLE staged_paths AS
SELECT method, route, api, path_shape(path) AS shape, min(path) AS example_path, sum(calls)::BIGINT AS calls,
    (sum(calls) FILTER (status NOT BETWEEN 400 AND 499))::BIGINT AS good_calls, min(first_day) AS first_day
FROM hits GROUP BY ALL
"""
_COUNT = """
INSERT INTO credential_usage
SELECT first_day, 1, endpoint_id, calls, 0, 1 FROM staged_paths AS staged JOIN staged_endpoints AS found
    ON found.method IS NOT DISTINCT FROM staged.method AND found.route IS NOT DISTINCT FROM staged.route
    AND found.api IS NOT DISTINCT FROM staged.api AND found.shape IS NOT DISTINCT FROM staged.shape
"""


def load(
    warehouse: Warehouse,
    hits: Iterable[Hit | str],
    settings: EndpointSettings | None = None,
    day: date = date(2026, 11, 2),
) -> None:
    """Load calls the way the loader does: stage, resolve, count."""
    rows = [hit if isinstance(hit, Hit) else Hit(hit) for hit in hits]
    frame = pl.DataFrame(
        rows,
        schema={
            "path": pl.String,
            "method": pl.String,
            "calls": pl.Int64,
            "status": pl.Int64,
            "route": pl.String,
            "api": pl.String,
        },
        orient="row",
    ).with_columns(pl.lit(day).alias("first_day"))
    with warehouse.transaction():
        with warehouse.lent("hits", frame):
            warehouse.execute(_STAGE)
        resolve(warehouse, settings or EndpointSettings())
        warehouse.execute(_COUNT)


def live(warehouse: Warehouse, *, counted_only: bool = True) -> dict[str, str]:
    """Return label to source of the endpoints that are not merged."""
    return dict(
        warehouse.rows(
            "SELECT label, source FROM endpoints WHERE (counted OR NOT ?) AND endpoint_id NOT IN "
            "(SELECT endpoint_id FROM endpoint_merges) ORDER BY label",
            [counted_only],
        )
    )


def calls(warehouse: Warehouse) -> dict[str, int]:
    """Return label to calls, merges followed."""
    return dict(
        warehouse.rows(
            "SELECT label, sum(calls)::BIGINT FROM credential_usage AS used "
            "LEFT JOIN endpoint_merges AS merged USING (endpoint_id) "
            "JOIN endpoints ON endpoints.endpoint_id = coalesce(into_id, used.endpoint_id) "
            "GROUP BY ALL ORDER BY ALL"
        )
    )


def people(count: int) -> Sequence[str]:
    """Return made-up user names."""
    first = ["an", "be", "ca", "do", "el", "fa", "gu", "ha", "ib", "jo", "ka", "lu", "mo", "ni", "ol"]
    last = ["bara", "dine", "fogo", "kelm", "lovi", "moss", "nuri", "pato", "quil", "rast", "sven", "toma"]
    return [a + b for a in first for b in last][:count]
