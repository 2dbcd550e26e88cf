"""The DuckDB warehouse: opening, migrating, named SQL, transactions. DuckDB is imported here alone."""

from foundation.warehouse.connection import Warehouse
from foundation.warehouse.copying import copy_store
from foundation.warehouse.distant import DistantWarehouse, Owner, answer, portable
from foundation.warehouse.leaving_out import pandas_left_out
from foundation.warehouse.queries import named_sql
from foundation.warehouse.shedding import shed_memory

__all__ = [
    "DistantWarehouse",
    "Owner",
    "Warehouse",
    "answer",
    "copy_store",
    "named_sql",
    "pandas_left_out",
    "portable",
    "shed_memory",
]
