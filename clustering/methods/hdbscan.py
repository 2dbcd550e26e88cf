"""HDBSCAN: dense places of different density; a partner in none is in no group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from sklearn.cluster import HDBSCAN

from clustering.base import NO_GROUP, FittedModel, Folded, Method, MethodParameters
from clustering.candidates import default_min_samples, in_the_sample
from clustering.centres import compacted
from clustering.settings import ClusteringSettings

_GROWTH = 1.6
"""Each smallest group size tried is this many times the one before."""
_REACH_QUANTILE = 0.95
_MOST_ROWS = 6000
"""Copies of profiles beyond this are thinned, with all numbers of partners: memory grows by the square."""


class HDBSCANParameters(MethodParameters):
    """What HDBSCAN wants to know."""

    min_group_size: int = Field(ge=2, le=10_000)
    """The smallest group."""
    min_samples: int = Field(default=2, ge=1, le=10_000)
    """How many neighbours, itself included, tell how dense the place of a partner is."""


def fit(folded: Folded, parameters: HDBSCANParameters, seed: int) -> FittedModel:
    """Return the members as points.

    The radius is the distance within which 95 % of the members have another profile of their group.
    """
    del seed  # nothing in it is random
    # more copies than the smallest group has members make a place no denser
    copies = np.minimum(folded.weights, parameters.min_group_size)
    thin = min(1.0, max(len(copies), _MOST_ROWS) / int(copies.sum()))
    copies = np.maximum(1, (copies * thin).astype(np.int64))
    rows = np.repeat(np.arange(len(copies)), copies)
    min_samples = max(1, round(parameters.min_samples * thin))
    if len(rows) <= min_samples:
        return FittedModel(folded.profiles[:0], np.empty(0, dtype=np.int64), 0.0)
    estimator = HDBSCAN(
        min_cluster_size=max(2, round(parameters.min_group_size * thin)),
        min_samples=min_samples,
        metric="precomputed",
        copy=True,
    )
    of_copies = np.asarray(estimator.fit_predict(folded.distances[np.ix_(rows, rows)]))
    labels = of_copies[np.cumsum(copies) - 1]
    members = np.flatnonzero(labels != NO_GROUP)
    groups = compacted(labels[members].astype(np.int64))
    return FittedModel(folded.profiles[members], groups, _reach(folded, members, groups))


def _reach(folded: Folded, members: NDArray[np.intp], groups: NDArray[np.int64]) -> float:
    within = folded.distances[np.ix_(members, members)].copy()
    within[groups[:, None] != groups[None, :]] = np.inf
    np.fill_diagonal(within, np.inf)
    nearest = within.min(axis=1, initial=np.inf)
    met = nearest[np.isfinite(nearest)]
    return float(np.quantile(met, _REACH_QUANTILE)) if len(met) else 0.0


def candidates(
    folded: Folded, fixed: Mapping[str, Any], settings: ClusteringSettings
) -> Sequence[HDBSCANParameters]:
    """Return the smallest group size as set, else a growing row of them."""
    given = in_the_sample(folded, fixed, ("min_samples", "min_group_size"), settings)
    own = {"min_samples": default_min_samples(folded.drawn), **given}
    sizes = [own["min_group_size"]] if "min_group_size" in own else _sizes(int(folded.weights.sum()))
    return [HDBSCANParameters(**{**own, "min_group_size": size}) for size in sizes]


def _sizes(partners: int) -> list[int]:
    sizes = [2]
    while (following := int(np.ceil(sizes[-1] * _GROWTH))) <= partners // 4:
        sizes.append(following)
    return sizes


PLUGIN = Method(
    parameters=HDBSCANParameters,
    fit=fit,
    candidates=candidates,
    proposal="smallest groups from 2 to a quarter of the partners are tried, each 1.6 times the one before; "
    "the best silhouette (partners in no group count as 0) wins, among near equals the most stable",
    reference="Campello, Moulavi and Sander 2013, Density-based clustering based on hierarchical density "
    "estimates",
)
