"""Paths without their numbers and UUIDs have the same shape."""

from __future__ import annotations

import random

import pyarrow as pa

from foundation import Warehouse
from ingest.shortening import shortened

UUID = "3f2a0c11-1111-2222-3333-44445555666F"
PARTS = ["", "0", "7", "12345678901234567890", "007", UUID, UUID[:-1], f"{UUID}0", "-7", "2026-11-21"]
PARTS += ["v1", "users", "a7", "7a", "7.json", "1,2", "٣", "..", ".", "ord_1234", "7;x=/8", "%37", "@"]


def test_numbers_and_uuids_alone_go() -> None:
    """A segment that is a number or a UUID becomes 0; all else, and what is null or empty, stays."""
    paths = ["/a/12/b", None, "", "*", f"/x/{UUID}", f"/x/{UUID}0/1", "x:443", "12", "34", "/7/8/", "/v1/1.5"]
    wanted = ["/a/0/b", None, "", "*", "/x/0", f"/x/{UUID}0/0", "x:443", "12", "34", "/0/0/", "/v1/1.5"]
    assert shortened(pa.array(paths)).to_pylist() == wanted
    assert shortened(pa.array([None, None], pa.string())).to_pylist() == [None, None]


def test_shapes_stay() -> None:
    """Whatever stands beside an id, the path's shape is that of the whole path."""
    rng = random.Random(5)
    paths = pa.array([f"/{'/'.join(rng.choices(PARTS, k=rng.randint(1, 5)))}" for _ in range(4000)])
    with (
        Warehouse.in_memory() as warehouse,
        warehouse.lent("p", pa.table({"a": paths, "b": shortened(paths)})),
    ):
        assert warehouse.rows("SELECT a, b FROM p WHERE path_shape(a) IS DISTINCT FROM path_shape(b)") == []
        assert warehouse.one("SELECT count(*) FROM p WHERE a <> b")[0] > 1000
