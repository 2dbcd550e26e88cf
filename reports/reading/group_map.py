"""The window's profiles on the two directions in which they differ most."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foundation import Warehouse, named_sql
from reports.group_content import GroupMap, MapPoint
from reports.projection import project

__all__ = ["MAP_ENDPOINTS", "MAP_PARTNERS", "read_group_map", "read_group_space"]

MAP_PARTNERS = 3_000
"""The map shows at most so many partners, evenly drawn; a browser stays quick with them."""
MAP_ENDPOINTS = 500
"""Directions are looked for among so many endpoints, those with most weight; the rest hardly bends them."""


def read_group_map(warehouse: Warehouse, win: str) -> GroupMap:
    """Return the map; it has no points when the window has fewer than three partners."""
    members = warehouse.frame(named_sql("reports", "map_members"), {"win": win})
    if members.height < 3:
        return GroupMap((), 0.0, members.height)
    sample = _sample(members)
    places, kept = project(_matrix(warehouse, win, sample))
    points = [
        MapPoint(row["partner"], row["group_name"], float(x), float(y), row["pivoted"])
        for row, (x, y) in zip(sample.iter_rows(named=True), places, strict=True)
    ]
    return GroupMap(points, kept, members.height)


def read_group_space(
    warehouse: Warehouse, win: str
) -> tuple[list[str], list[str | None], NDArray[np.float64]]:
    """Return the same partners in space: names, groups and places, (n, 3); empty with fewer than four."""
    members = warehouse.frame(named_sql("reports", "map_members"), {"win": win})
    if members.height < 4:
        return [], [], np.zeros((0, 3))
    sample = _sample(members)
    profiles = _matrix(warehouse, win, sample)
    wide = np.pad(profiles, ((0, 0), (0, max(0, 3 - profiles.shape[1]))))
    places, _ = project(wide, directions=3)
    return sample["partner"].to_list(), sample["group_name"].to_list(), places


def _sample(members: pl.DataFrame) -> pl.DataFrame:
    """Keep every partner with a pivot, and of the others every n-th in order of their ids."""
    every = -(-members.height // MAP_PARTNERS)
    row = pl.int_range(pl.len())
    return members.filter((row % every == 0) | pl.col("pivoted"))


def _matrix(warehouse: Warehouse, win: str, members: pl.DataFrame) -> NDArray[np.float64]:
    """Return the profiles, (n_members, at most MAP_ENDPOINTS), in [0, 1]."""
    bounds = {"win": win, "partners": members["partner_id"].to_list()}
    values = warehouse.frame(named_sql("reports", "map_values"), bounds)
    top = (
        values.group_by("endpoint_id")
        .agg(pl.col("value").sum().alias("weight"))
        .sort("weight", "endpoint_id", descending=[True, False])
        .head(MAP_ENDPOINTS)
        .with_row_index("column")
    )
    rows = members.select("partner_id").with_row_index("row")
    cells = values.join(rows, on="partner_id").join(top, on="endpoint_id")
    matrix = np.zeros((members.height, max(top.height, 2)))
    matrix[cells["row"].to_numpy(), cells["column"].to_numpy()] = cells["value"].to_numpy()
    return matrix
