"""The DuckDB warehouse: opening, migrating, named SQL, transactions. DuckDB is imported here alone."""

from foundation.warehouse.connection import Warehouse
from foundation.warehouse.queries import named_sql

__all__ = ["Warehouse", "named_sql"]
