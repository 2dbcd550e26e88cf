"""The DuckDB warehouse: opening, migrating, named SQL, transactions. DuckDB is imported here alone."""

from foundation.warehouse.connection import Warehouse, pandas_left_out
from foundation.warehouse.copying import copy_store
from foundation.warehouse.queries import named_sql

__all__ = ["Warehouse", "copy_store", "named_sql", "pandas_left_out"]
