"""The DuckDB warehouse: opening, migrating, named SQL, transactions. DuckDB is imported here alone."""

from foundation.warehouse.connection import Warehouse
from foundation.warehouse.copying import copy_store
from foundation.warehouse.queries import named_sql

__all__ = ["Warehouse", "copy_store", "named_sql"]
