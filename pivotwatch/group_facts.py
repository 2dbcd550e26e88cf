"""The groups themselves: name, members, telling endpoints; and naming them by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from clustering import LONGEST_NAME, telling_endpoints
from foundation import InputError, UnknownNameError, Warehouse, Window, named_sql
from pivotwatch.models import model_at
from pivotwatch.stages.groups import profiled_usage
from pivotwatch.takeover import group_profiles

_MOST_TELLING = 3


def group_facts(warehouse: Warehouse, window: Window) -> list[dict[str, Any]]:
    """Return one row for each group that lives in the window, the oldest first.

    Returns
    -------
    list of dict
        window, group_id, name, named_by_hand, members, calls, endpoints (labels, first the most telling),
        born_in.
    """
    living = warehouse.rows(named_sql("pivotwatch", "groups_living"), {"win": window.key})
    counted = warehouse.rows(named_sql("pivotwatch", "groups_members"), {"win": window.key})
    members = {group: (number, calls) for group, number, calls in counted}
    telling = _telling(warehouse, window)
    return [
        {
            "window": window.key,
            "group_id": group,
            "name": name,
            "named_by_hand": by_hand,
            "members": members.get(group, (0, 0))[0],
            "calls": members.get(group, (0, 0))[1],
            "endpoints": telling.get(group, []),
            "born_in": born_in,
        }
        for group, name, by_hand, born_in, _ in living
    ]


def _telling(warehouse: Warehouse, window: Window) -> dict[int, list[str]]:
    model = model_at(warehouse, window.key)
    usage = profiled_usage(warehouse, window)
    if model is None or not usage.partners:
        return {}
    assigned = dict(
        warehouse.rows(
            "SELECT partner_id, coalesce(group_id, -1) FROM assignments WHERE win = ?", [window.key]
        )
    )
    labels = np.array([assigned.get(partner, -1) for partner in usage.partners], dtype=np.int64)
    means, platform = group_profiles(usage.profiles(model.scaling), labels)
    shown = dict(warehouse.rows("SELECT DISTINCT endpoint_id, label FROM endpoints"))
    return {
        group: [
            shown[int(usage.endpoints[column])] for column in telling_endpoints(mean, platform, _MOST_TELLING)
        ]
        for group, mean in means.items()
    }


def rename(warehouse: Warehouse, group_id: int, name: str) -> str:
    """Give a group a name by hand, which refits keep; return its name before.

    Raises
    ------
    UnknownNameError
        When there is no such group.
    InputError
        When the name is empty, too long, not printable, or that of another living group.
    """
    clean = " ".join(name.split())
    known = {int(group): str(old) for group, old in warehouse.rows("SELECT group_id, name FROM groups")}
    if group_id not in known:
        raise UnknownNameError("group", str(group_id), map(str, known))
    if not clean or len(clean) > LONGEST_NAME or not clean.isprintable():
        raise InputError(
            f"{name[:80]!r} is no name for a group. Write 1 to {LONGEST_NAME} printable characters."
        )
    living = warehouse.rows("SELECT group_id, name FROM groups WHERE dissolved_in IS NULL")
    same = [group for group, other in living if group != group_id and other.casefold() == clean.casefold()]
    if same:
        raise InputError(
            f"Group {same[0]} is named {clean!r} already. Choose another name, or rename that one first."
        )
    warehouse.execute(named_sql("pivotwatch", "groups_rename"), {"name": clean, "group_id": group_id})
    return known[group_id]
