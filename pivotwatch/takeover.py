"""A fitted model becomes the one that assigns from a window on: ids, names and lineage of its groups."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clustering import (
    EndpointName,
    Matching,
    Transition,
    assign,
    group_means,
    group_name,
    match_groups,
)
from clustering.settings import ClusteringSettings
from features import UsageMatrix
from foundation import Warehouse, named_sql
from pivotwatch.models import StoredModel, refresh_states, save


@dataclass(frozen=True, slots=True)
class Fit:
    """A model whose groups are still 0, 1, 2 ..., and the usage it was fitted on.

    Attributes
    ----------
    usage
        One row a partner, none without a successful call; its endpoints are the model's.
    parameters
        What is written beside the model: those of the method, and how it was fitted.
    """

    model: StoredModel
    usage: UsageMatrix
    parameters: Mapping[str, Any]

    @property
    def profiles(self) -> csr_array:
        """The profiles in the model's scaling, (n_partners, n_endpoints)."""
        return self.usage.profiles(self.model.scaling)


def matching_of(
    fit: Fit, old: StoredModel, settings: ClusteringSettings, among: Collection[str] = ()
) -> Matching:
    """Match the groups of a fit to those of a stored model; both assign the usage of the fit.

    Parameters
    ----------
    among
        Count only these partners as members; none = all.
    """
    same = old.scaling == fit.model.scaling
    counted = [not among or partner in among for partner in fit.usage.partners]
    rows = np.flatnonzero(np.array(counted, dtype=np.bool_))
    return match_groups(
        old.over(fit.usage.endpoints),
        fit.model.fitted,
        fit.profiles[rows],
        old_profiles=None if same else fit.usage.profiles(old.scaling)[rows],
        match_overlap=settings.match_overlap,
        split_overlap=settings.split_overlap,
    )


def take_over(
    warehouse: Warehouse,
    fit: Fit,
    win: str,
    previous: StoredModel | None,
    replaced: StoredModel | None,
    settings: ClusteringSettings,
    now: datetime,
) -> StoredModel:
    """Make the fit the model of the window and those after it; call it in a transaction.

    Parameters
    ----------
    win
        Key of the first window that it assigns.
    previous
        The model of the window before, whose groups it continues; None = it is the first.
    replaced
        The model that took over in the same window when that was processed before: groups born with it keep
        their ids and the names that people gave them.
    """
    matching = continuation(warehouse, fit, previous, win, settings) if previous else None
    ids = dict(matching.continues) if matching else {}
    ids |= _born_again(warehouse, fit, win, replaced, ids, settings)
    fresh = _fresh_ids(warehouse, fit, ids)
    model = replace(
        fit.model, fitted=fit.model.fitted.renamed(ids | fresh), takes_over=win, state="reference"
    )
    warehouse.execute(
        "UPDATE groups SET dissolved_in = NULL WHERE dissolved_in = $win AND born_in < $win", {"win": win}
    )
    for group, name in names_for(warehouse, fit, list(fresh)).items():
        warehouse.execute("INSERT INTO groups VALUES (?, ?, false, ?, NULL)", [fresh[group], name, win])
    save(warehouse, model, fit.parameters, now)
    for gone in (previous, replaced):
        if gone is not None:
            ends = {"win": win, "from_model_id": gone.model_id, "to_model_id": model.model_id}
            warehouse.execute(named_sql("pivotwatch", "groups_dissolve"), ends)
    transitions = matching.transitions if matching else _births(fit)
    _write_lineage(warehouse, transitions, ids | fresh, previous, model, win)
    refresh_states(warehouse)
    return model


def continuation(
    warehouse: Warehouse, fit: Fit, previous: StoredModel, win: str, settings: ClusteringSettings
) -> Matching:
    """Match a fit that takes over in a window to the model before, by the partners which that one assigned.

    A partner new to the platform was a member of no group, so it makes no group split or merge.
    """
    assigned = warehouse.rows(
        "SELECT DISTINCT partner_id FROM assignments WHERE model_id = ? AND win < ?", [previous.model_id, win]
    )
    return matching_of(fit, previous, settings, {partner for (partner,) in assigned})


def _born_again(
    warehouse: Warehouse,
    fit: Fit,
    win: str,
    replaced: StoredModel | None,
    ids: Mapping[int, int],
    settings: ClusteringSettings,
) -> dict[int, int]:
    """Return the new groups that were born in this window when it was processed before."""
    if replaced is None:
        return {}
    born = {group for (group,) in warehouse.rows("SELECT group_id FROM groups WHERE born_in = ?", [win])}
    again = matching_of(fit, replaced, settings).continues
    found = {new: old for new, old in again.items() if new not in ids and old in born}
    for group in found.values():
        warehouse.execute("UPDATE groups SET dissolved_in = NULL WHERE group_id = ?", [group])
    return found


def _fresh_ids(warehouse: Warehouse, fit: Fit, ids: Mapping[int, int]) -> dict[int, int]:
    """Return ids never given before for the other groups, the largest group first."""
    (last,) = warehouse.one("SELECT coalesce(max(group_id), 0) FROM groups")
    labels = assign(fit.model.fitted, fit.profiles).groups
    others = [group for group in fit.model.fitted.groups if group not in ids]
    ranked = sorted(others, key=lambda group: (-int(np.sum(labels == group)), group))
    return {group: last + 1 + place for place, group in enumerate(ranked)}


def names_for(warehouse: Warehouse, fit: Fit, groups: Sequence[int]) -> dict[int, str]:
    """Return names for these groups of the fit, unlike each other and those of living groups."""
    means, platform = group_profiles(fit.profiles, assign(fit.model.fitted, fit.profiles).groups)
    endpoints = endpoint_names(warehouse, fit.usage.endpoints)
    living = warehouse.rows("SELECT group_id, name FROM groups WHERE dissolved_in IS NULL")
    taken = [name for _, name in living]
    names: dict[int, str] = {}
    for group in groups:
        mean = means.get(group, np.zeros_like(platform))
        names[group] = group_name(mean, platform, endpoints, [*taken, *names.values()])
    return names


def group_profiles(
    profiles: csr_array, labels: NDArray[np.int64]
) -> tuple[dict[int, NDArray[np.float64]], NDArray[np.float64]]:
    """Return the mean profile of each group that has members, and of all partners, each (n_endpoints,)."""
    present, positions = np.unique(labels, return_inverse=True)
    means = group_means(profiles, positions, np.ones(len(labels), dtype=np.int64))
    by_group = {int(group): means[[row]].toarray()[0] for row, group in enumerate(present) if group >= 0}
    return by_group, np.asarray(profiles.mean(axis=0), dtype=np.float64).ravel()


def endpoint_names(warehouse: Warehouse, endpoints: NDArray[np.int64]) -> list[EndpointName]:
    """Return what each endpoint is called, in the order given."""
    rows = warehouse.rows(named_sql("pivotwatch", "groups_endpoints"))
    known = {endpoint: EndpointName(method, template) for endpoint, method, template, _ in rows}
    return [known[endpoint] for endpoint in endpoints.tolist()]


def _births(fit: Fit) -> list[Transition]:
    return [Transition("born", (), (group,), 0) for group in fit.model.fitted.groups]


def _write_lineage(
    warehouse: Warehouse,
    transitions: Sequence[Transition],
    ids: Mapping[int, int],
    previous: StoredModel | None,
    model: StoredModel,
    win: str,
) -> None:
    for one in transitions:
        after = sorted(ids[group] for group in one.after)
        before_id = previous.model_id if previous else ""
        values = [before_id, model.model_id, win, one.kind, list(one.before), after, one.shared_members]
        warehouse.execute("INSERT INTO lineage VALUES (?, ?, ?, ?, ?, ?, ?)", values)
