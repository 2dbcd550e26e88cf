"""What DuckDB keeps in memory for later can be given back while the store stays open."""

from __future__ import annotations

from foundation import Home, Warehouse, shed_memory


def _held_mb(warehouse: Warehouse) -> float:
    return float(warehouse.one("SELECT sum(memory_usage_bytes) / 1e6 FROM duckdb_memory()")[0])


def test_kept_blocks_are_dropped(home: Home) -> None:
    """After a scan of 160 MB it holds less, with the same limit as before; a small store is left alone."""
    with Warehouse.open(home.warehouse_file, memory_limit="600MB") as warehouse:
        assert not shed_memory(warehouse, "600MB")
        (limit,) = warehouse.one("SELECT current_setting('memory_limit')")
        warehouse.execute("CREATE TABLE big AS SELECT hash(range) AS value FROM range(20_000_000)")
        warehouse.execute("CHECKPOINT")
        warehouse.rows("SELECT max(value) FROM big")
        before = _held_mb(warehouse)
        assert shed_memory(warehouse, "600MB")
        assert _held_mb(warehouse) < before
        assert warehouse.one("SELECT current_setting('memory_limit')") == (limit,)
        assert warehouse.one("SELECT count(*) FROM big") == (20_000_000,)
