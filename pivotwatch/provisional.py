"""What was made of an open window, so that people can look at it, and must shape nothing that comes later.

Its profiles and assignments are replaced by the next run. A model is fitted for it only where there is none
yet, in the platform's first window; the next run forgets that model with its groups, so that the window gets
the ids and names that it would have got without anybody looking. Only where people gave one of its groups a
name by hand it is kept as a model of the learning time: a refit then keeps ids and names.
"""

from __future__ import annotations

from foundation import Warehouse, named_sql
from pivotwatch.models import delete, refresh_states


def forget_provisional(warehouse: Warehouse) -> None:
    """Take out models fitted for an open window, with their groups and assignments, in one transaction."""
    with warehouse.transaction():
        warehouse.execute(named_sql("pivotwatch", "provisional_keep"))
        found = [
            str(one) for (one,) in warehouse.rows("SELECT model_id FROM models WHERE origin = 'provisional'")
        ]
        if not found:
            return
        for model_id in found:
            warehouse.execute(named_sql("pivotwatch", "provisional_groups"), {"model_id": model_id})
            warehouse.execute("DELETE FROM assignments WHERE model_id = ?", [model_id])
        delete(warehouse, found)
        refresh_states(warehouse)
