"""After a refit: which new group is which old one, and what became of the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clustering.assigning import assign
from clustering.base import FittedModel
from clustering.centres import group_means
from clustering.distances import distances

TransitionKind = Literal["survived", "split", "merged", "born", "dissolved"]

_CENTRE_WEIGHT = 0.1
"""Members decide; nearness of centres breaks ties and finds groups that have no member now."""
_SAME_PLACE = 0.25
"""Euclidean; a group without members now survives in a new one whose centre is this near."""


@dataclass(frozen=True, slots=True)
class Transition:
    """What a refit did to some groups; `before` holds ids of the old model, `after` groups of the new one.

    Attributes
    ----------
    shared_members
        How many partners are in both.
    """

    kind: TransitionKind
    before: tuple[int, ...]
    after: tuple[int, ...]
    shared_members: int


@dataclass(frozen=True, slots=True)
class Matching:
    """Which old group each new one continues.

    Attributes
    ----------
    continues
        New group to old group; new groups without an entry are new.
    transitions
        One for every event; every group of either model is in at least one.
    """

    continues: Mapping[int, int]
    transitions: Sequence[Transition]


@dataclass(frozen=True, slots=True)
class _Overlap:
    """Members in common: `common` (n_old, n_new); `share`: the same as part of the old group, in [0, 1]."""

    old: Sequence[int]
    new: Sequence[int]
    common: NDArray[np.int64]
    share: NDArray[np.float64]
    nearness: NDArray[np.float64]


def match_groups(
    old: FittedModel,
    new: FittedModel,
    profiles: csr_array,
    *,
    old_profiles: csr_array | None = None,
    match_overlap: float = 0.5,
    split_overlap: float = 0.25,
) -> Matching:
    """Match the groups of two models by the members each gives the same profiles, and by their centres.

    The pairs are the best by the Hungarian method (Kuhn 1955) over Jaccard indices of members; what became of
    each group follows MONIC (Spiliopoulou et al. 2006, "MONIC: modeling and monitoring cluster transitions").

    Parameters
    ----------
    profiles
        (n_partners, n_endpoints); both models assign them, so nothing depends on who is in which window.
    old_profiles
        The same partners in the old model's scaling, where that differs; centres are then not compared.
    match_overlap
        tau: the share of an old group's members that a new group must hold to be the same group.
    split_overlap
        tau_split: the share of an old group's members that makes a new group a piece of it.
    """
    overlap = _overlap(old, new, profiles, old_profiles)
    pairs = _pairs(overlap, match_overlap, split_overlap)
    continues = {overlap.new[right]: overlap.old[left] for left, right in pairs.items()}
    return Matching(continues, _transitions(overlap, pairs, match_overlap, split_overlap))


def _overlap(
    old: FittedModel, new: FittedModel, profiles: csr_array, old_profiles: csr_array | None
) -> _Overlap:
    before = assign(old, profiles if old_profiles is None else old_profiles).groups
    after = assign(new, profiles).groups
    common = np.array(
        [[np.sum((before == one) & (after == two)) for two in new.groups] for one in old.groups],
        dtype=np.int64,
    ).reshape(len(old.groups), len(new.groups))
    sizes = np.array([np.sum(before == one) for one in old.groups], dtype=np.int64)
    share = common / np.maximum(sizes, 1)[:, None]
    nearness = np.zeros(common.shape)
    if old_profiles is None:
        nearness = 1.0 - distances(_centres(old), _centres(new)) / np.sqrt(2.0)
    return _Overlap(old.groups, new.groups, common, share, np.clip(nearness, 0.0, 1.0))


def _centres(model: FittedModel) -> csr_array:
    positions = np.searchsorted(np.array(model.groups), model.point_groups)
    return group_means(model.points, positions, np.ones(len(positions), dtype=np.int64))


def _pairs(overlap: _Overlap, match_overlap: float, split_overlap: float) -> dict[int, int]:
    """Return old row to new column of the pairs that are the same group."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - 0.2 s, and only refits need it

    common, share = overlap.common, overlap.share
    of_new = common.sum(axis=0)
    whole = share >= match_overlap
    piece = (share >= split_overlap) & (common >= match_overlap * np.maximum(of_new, 1)[None, :])
    memberless = (common.sum(axis=1) == 0)[:, None] & (overlap.nearness >= 1.0 - _SAME_PLACE / np.sqrt(2.0))
    allowed = whole | piece | memberless
    union = common.sum(axis=1)[:, None] + of_new[None, :] - common
    likeness = common / np.maximum(union, 1) + _CENTRE_WEIGHT * overlap.nearness
    rows, columns = linear_sum_assignment(np.where(allowed, likeness, 0.0), maximize=True)
    return {int(row): int(column) for row, column in zip(rows, columns, strict=True) if allowed[row, column]}


def _transitions(
    overlap: _Overlap, pairs: Mapping[int, int], match_overlap: float, split_overlap: float
) -> list[Transition]:
    """Return what became of each old group, then what each new group came from."""
    events: list[Transition] = []
    heirs: dict[int, list[int]] = {}
    explained = set(pairs.values())
    for row in range(len(overlap.old)):
        pieces = [int(column) for column in np.flatnonzero(overlap.share[row] >= split_overlap)]
        fresh = [column for column in pieces if column not in pairs.values()]
        kept = [pairs[row]] if row in pairs else []
        absorbed = [column for column in pieces if overlap.share[row, column] >= match_overlap]
        explained.update(fresh)
        for column in kept or [column for column in absorbed if column not in fresh]:
            heirs.setdefault(column, []).append(row)
        if fresh:
            events.append(_event("split", [row], sorted({*kept, *pieces}), overlap))
        elif not kept and not absorbed:
            events.append(_event("dissolved", [row], [], overlap))
    for column in range(len(overlap.new)):
        rows = heirs.get(column, [])
        if len(rows) > 1:
            events.append(_event("merged", rows, [column], overlap))
        elif rows and not any(
            event.kind == "split" and overlap.old[rows[0]] in event.before for event in events
        ):
            events.append(_event("survived", rows, [column], overlap))
        elif not rows and column not in explained:
            events.append(_event("born", [], [column], overlap))
    return events


def _event(
    kind: TransitionKind, rows: Sequence[int], columns: Sequence[int], overlap: _Overlap
) -> Transition:
    shared = int(overlap.common[np.ix_(rows, columns)].sum()) if rows and columns else 0
    before = tuple(overlap.old[row] for row in rows)
    return Transition(kind, before, tuple(overlap.new[column] for column in columns), shared)
