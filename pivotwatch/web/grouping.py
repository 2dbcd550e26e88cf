"""The groups of a window, as pages need them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foundation import UnknownNameError, Warehouse, named_sql
from pivotwatch.web.data import kept, newest_window, windows_of
from pivotwatch.web.desk import Desk
from pivotwatch.web.heat import Column, HeatMap, Row

_MOST_ENDPOINTS = 28
_MOST_TELLING = 3


@dataclass(frozen=True, slots=True)
class Group:
    """One group in a window.

    Attributes
    ----------
    sizes
        Members by window, oldest first, up to this window.
    uses
        Endpoint labels to mean values, the most used first.
    """

    group_id: int
    name: str
    named_by_hand: bool
    born_in: str
    members: int
    calls: int
    sizes: Mapping[str, int]
    uses: Mapping[str, float]

    @property
    def telling(self) -> Sequence[str]:
        """The endpoints that it uses most."""
        return list(self.uses)[:_MOST_TELLING]

    @property
    def before(self) -> int | None:
        """Members in the window before."""
        keys = list(self.sizes)
        return self.sizes[keys[-2]] if len(keys) > 1 else None


def groups_of(desk: Desk, window: str | None = None) -> tuple[str, list[Group]]:
    """Return a window's key and the groups that live in it, the largest first.

    Parameters
    ----------
    window
        None = the newest judged: "" and no groups while there is none.

    Raises
    ------
    UnknownNameError
        When there is no such window.
    """
    known = windows_of(desk)
    if window is not None and window not in known:
        raise UnknownNameError("window", window, known)
    # the newest has no name: its groups are shown until those of a newer one are read
    return kept(desk, ("groups", window), lambda warehouse: _groups(warehouse, window))


def group_of(desk: Desk, group_id: int, window: str | None) -> tuple[Group, str]:
    """Return a group in a window (None = the newest judged) and the window's key.

    Raises
    ------
    UnknownNameError
        When it does not live there.
    """
    key, groups = groups_of(desk, window)
    for group in groups:
        if group.group_id == group_id:
            return group, key
    raise UnknownNameError("group", str(group_id), (str(each.group_id) for each in groups))


def centroid_map(groups: Sequence[Group]) -> HeatMap:
    """Return the groups' mean profiles, the endpoints that tell most on top."""
    weight: dict[str, float] = {}
    for group in groups:
        for label, mean in group.uses.items():
            weight[label] = max(weight.get(label, 0.0), mean)
    order = sorted(weight, key=lambda label: (-weight[label], label))
    # what the same group uses most stands together
    owner = {
        label: max(range(len(groups)), key=lambda at: groups[at].uses.get(label, 0.0)) for label in order
    }
    shown = sorted(order[:_MOST_ENDPOINTS], key=lambda label: (owner[label], -weight[label]))
    return HeatMap(
        columns=[Column(group.name, group.name) for group in groups],
        rows=[Row(label, [group.uses.get(label, 0.0) for group in groups]) for label in shown],
        left_out=max(0, len(order) - _MOST_ENDPOINTS),
    )


def _groups(warehouse: Warehouse, window: str | None) -> tuple[str, list[Group]]:
    key = window or newest_window(warehouse)
    return key, _read(warehouse, key) if key else []


def _read(warehouse: Warehouse, window: str) -> list[Group]:
    living = warehouse.rows(named_sql("pivotwatch", "groups_living"), {"win": window})
    uses: dict[int, dict[str, float]] = {}
    for group, _, label, mean, _ in warehouse.rows(named_sql("pivotwatch", "web_centroids"), {"win": window}):
        uses.setdefault(group, {})[label] = mean
    sizes: dict[int, dict[str, int]] = {}
    calls: dict[int, int] = {}
    for group, win, members, counted in warehouse.rows(named_sql("pivotwatch", "web_group_sizes")):
        if win <= window:
            sizes.setdefault(group, {})[win] = members
            calls[group] = counted if win == window else 0
    found = [_group(row, window, uses, sizes, calls) for row in living]
    return sorted(found, key=lambda each: (-each.members, each.name))


def _group(
    row: Sequence[Any],
    window: str,
    uses: Mapping[int, Mapping[str, float]],
    sizes: Mapping[int, Mapping[str, int]],
    calls: Mapping[int, int],
) -> Group:
    group_id, name, by_hand, born_in, _ = row
    own = uses.get(group_id, {})
    by_window = sizes.get(group_id, {})
    return Group(
        group_id=group_id,
        name=name,
        named_by_hand=by_hand,
        born_in=born_in,
        members=by_window.get(window, 0),
        calls=calls.get(group_id, 0),
        sizes=by_window,
        uses=dict(sorted(own.items(), key=lambda pair: (-pair[1], pair[0]))),
    )
