"""Partners between groups, from the previous window to this one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from foundation import Warehouse, Window, named_sql
from reports.content import Flow, GroupSize, Lineage, Move


def read_flow(warehouse: Warehouse, window: Window, previous: Window | None) -> Flow:
    """Return who moved and how many stayed; nobody did either in the platform's first window."""
    bounds = {"win": window.key, "previous": previous.key if previous else None}
    sizes = [GroupSize(*row) for row in warehouse.rows(named_sql("reports", "group_sizes"), bounds)]
    moves, stayed, refit = [], Counter[str](), False
    for partner_id, partner, from_id, from_group, to_id, to_group, other_model, raised in warehouse.rows(
        named_sql("reports", "moves"), bounds
    ):
        refit = refit or other_model
        if from_id != to_id:
            moves.append(Move(partner_id, partner, from_group, to_group, raised))
        elif to_group is not None:
            stayed[to_group] += 1
    return Flow(refit, moves, dict(sorted(stayed.items())), sizes, _lineage(warehouse, window))


def _lineage(warehouse: Warehouse, window: Window) -> list[Lineage]:
    names = dict(warehouse.rows("SELECT group_id, name FROM groups"))

    def named(ids: Sequence[int]) -> list[str]:
        return sorted(names.get(each, f"group {each}") for each in ids)

    rows = warehouse.rows(named_sql("reports", "lineage"), {"win": window.key})
    return [Lineage(kind, named(before), named(after), shared) for kind, before, after, shared in rows]
