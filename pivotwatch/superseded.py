"""Logs that are older than the platform's first window so far move its learning time to an earlier place.

The models of the old learning time were fitted in windows that no longer are the 1st, 2nd, 4th ... and would
assign them on with groups that nothing connects to those of the windows before. So they go, all but the
first: it becomes the model of the new first window, whose own fit then takes its place, so that groups keep
their ids and the names that people gave them. What somebody accepted by hand stays.
"""

from __future__ import annotations

from foundation import Warehouse, Window, named_sql
from pivotwatch.models import delete, refresh_states


def learn_anew_from(warehouse: Warehouse, first: Window) -> None:
    """Let the learning time begin in the platform's first window, if it began in a later one."""
    models = warehouse.rows(named_sql("pivotwatch", "superseded_models"))
    if not models or models[0][1] <= first.key:
        return
    (kept, old_first), *gone = models
    with warehouse.transaction():
        for model_id, win in gone:
            warehouse.execute(named_sql("pivotwatch", "superseded_groups"), {"model_id": model_id})
            warehouse.execute("UPDATE groups SET dissolved_in = NULL WHERE dissolved_in = ?", [win])
        delete(warehouse, [model_id for model_id, _ in gone])
        warehouse.execute("UPDATE models SET takes_over = ? WHERE model_id = ?", [first.key, kept])
        warehouse.execute("UPDATE groups SET born_in = ? WHERE born_in = ?", [first.key, old_first])
        refresh_states(warehouse)
