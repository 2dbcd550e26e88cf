"""Partners between groups, from an earlier window to this one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from foundation import Warehouse, Window, named_sql, parse_window
from reports.content import Finding
from reports.group_content import Flow, GroupSize, Lineage, Move


def read_flow(
    warehouse: Warehouse, window: Window, previous: Window | None, pivots: Sequence[Finding]
) -> Flow:
    """Return who moved and how many stayed; nobody did either in the platform's first window."""
    since = _compared_with(warehouse, window, previous, pivots)
    bounds = {"win": window.key, "previous": since.key if since else None}
    sizes = [GroupSize(*row) for row in warehouse.rows(named_sql("reports", "group_sizes"), bounds)]
    moves, stayed, refit, compared = [], Counter[str](), False, 0
    for partner_id, partner, from_id, from_group, to_id, to_group, other_model, raised in warehouse.rows(
        named_sql("reports", "moves"), bounds
    ):
        compared += 1
        refit = refit or other_model
        if from_id != to_id:
            moves.append(Move(partner_id, partner, from_group, to_group, raised))
        elif to_group is not None:
            stayed[to_group] += 1
    return Flow(
        since, refit, compared, moves, dict(sorted(stayed.items())), sizes, _lineage(warehouse, window)
    )


def _compared_with(
    warehouse: Warehouse, window: Window, previous: Window | None, pivots: Sequence[Finding]
) -> Window | None:
    """Return the window before the first of the pivots began, else the previous one.

    A pivot is raised when it has lasted, so its partner often moved a window or two ago: the previous
    window alone would not show it. A refit in between would hide it too, so an earlier window counts only
    when the same model assigned it.
    """
    if previous is None:
        return None
    began = min((parse_window(pivot.since_window) for pivot in pivots), default=window)
    bounds = {"win": window.key, "start_day": previous.start, "from_day": began.previous.start}
    earlier = warehouse.rows(named_sql("reports", "compared_with"), bounds)
    return parse_window(earlier[0][0]) if earlier else previous


def _lineage(warehouse: Warehouse, window: Window) -> list[Lineage]:
    names = dict(warehouse.rows("SELECT group_id, name FROM groups"))

    def named(ids: Sequence[int]) -> list[str]:
        return sorted(names.get(each, f"group {each}") for each in ids)

    rows = warehouse.rows(named_sql("reports", "lineage"), {"win": window.key})
    return [Lineage(kind, named(before), named(after), shared) for kind, before, after, shared in rows]
