"""Giving back what DuckDB keeps in memory of a store that nobody asks at the moment."""

from __future__ import annotations

from contextlib import suppress

from foundation.errors import StoreError
from foundation.warehouse.connection import Warehouse

_KEPT_MB = 16


def shed_memory(warehouse: Warehouse, memory_limit: str) -> bool:
    """Have DuckDB drop the blocks that it keeps for later; tell whether there was anything to drop.

    DuckDB fills `memory_limit` with blocks it has read and drops them only for others. Lowering the limit
    drops them at once, and it is put back right away.

    Parameters
    ----------
    memory_limit
        What holds afterwards, as the store was opened with.
    """
    (held,) = warehouse.one("SELECT sum(memory_usage_bytes) FROM duckdb_memory()")
    if held is None or held <= _KEPT_MB * 1_000_000:
        return False
    try:
        with suppress(StoreError):  # what is in use cannot be dropped, and the limit then stays as it was
            warehouse.execute("SET memory_limit = '16MB'")
    finally:
        warehouse.execute("SET memory_limit = $limit", {"limit": memory_limit})
    return True
