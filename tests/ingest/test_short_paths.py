"""Paths without their numbers and UUIDs have the same shape."""

from __future__ import annotations

import random
from collections.abc import Iterator

import polars as pl
import pytest

from foundation import Warehouse, named_sql

UUID = "3f2a0c11-1111-2222-3333-44445555666F"
PARTS = ["", "0", "7", "12345678901234567890", "007", UUID, UUID[:-1], f"{UUID}0", "-7", "2026-11-21"]
PARTS += ["v1", "users", "a7", "7a", "7.json", "1,2", "٣", "..", ".", "ord_1234", "7;x=/8", "%37", "@"]


@pytest.fixture(scope="module")
def store() -> Iterator[Warehouse]:
    with Warehouse.in_memory() as warehouse:
        warehouse.execute(named_sql("ingest", "_macros"))
        yield warehouse


@pytest.mark.parametrize(
    ("path", "short"),
    [
        ("/a/12/b", "/a/0/b/"),
        (f"/x/{UUID}", "/x/0/"),
        (f"/x/{UUID}0/1", f"/x/{UUID}0/0/"),
        ("/7/8/9", "/0/8/0/"),
        ("/v1/1.5", "/v1/1.5/"),
        ("*", "*/"),
        ("", "/"),
        (None, None),
    ],
)
def test_numbers_and_uuids_alone_go(store: Warehouse, path: str | None, short: str | None) -> None:
    """A segment that is a number or a UUID becomes 0; all else, and what is null or empty, stays."""
    assert store.one("SELECT short_path(?::VARCHAR)", [path]) == (short,)


def test_shapes_stay(store: Warehouse) -> None:
    """Whatever stands beside an id, the path's shape is that of the whole path."""
    rng = random.Random(5)
    paths = [f"/{'/'.join(rng.choices(PARTS, k=rng.randint(1, 5)))}" for _ in range(4000)]
    with store.lent("paths", pl.DataFrame({"path": paths})):
        store.execute(
            "CREATE TEMP TABLE pairs AS SELECT path, left(short_path(path), -1) AS short FROM paths"
        )
    assert store.rows("SELECT * FROM pairs WHERE path_shape(path) <> path_shape(short)") == []
    assert store.one("SELECT count(*) FROM pairs WHERE path <> short")[0] > 1000
