"""DBSCAN: groups are dense places; a partner in no dense place is in no group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from sklearn.cluster import DBSCAN

from clustering.base import NO_GROUP, FittedModel, Folded, Method, MethodParameters
from clustering.candidates import default_min_samples, k_distances, knee
from clustering.centres import compacted
from clustering.density import reach
from clustering.distances import nearest
from clustering.joining import tree_of
from clustering.settings import ClusteringSettings

_STEPS = 16
"""How many values of eps are tried beside the knee."""


class DBSCANParameters(MethodParameters):
    """What DBSCAN wants to know."""

    eps: float = Field(gt=0, le=100)
    """How near two partners are neighbours; Euclidean, in profile space."""
    min_samples: int = Field(default=2, ge=1, le=10_000)
    """How many neighbours, itself included, make a partner a core of a group."""


def fit(folded: Folded, parameters: DBSCANParameters, seed: int) -> FittedModel:
    """Return the core profiles with eps as radius: a border partner is within eps of a core.

    Neighbours are counted among all partners, also where a sample is fitted, and up to 20,000 of them tell
    which cores belong together: only the points are sampled then.
    """
    del seed  # nothing in DBSCAN is random
    cores = np.flatnonzero(reach(folded, parameters.min_samples) <= parameters.eps)
    if not len(cores):
        return FittedModel(folded.profiles[:0], np.empty(0, dtype=np.int64), parameters.eps)
    tree = tree_of(folded, parameters.min_samples)
    if tree is None:
        labels = _within(folded, cores, parameters.eps)
    else:
        labels = tree.parts(parameters.eps)[folded.rows[cores]]
    return FittedModel(folded.profiles[cores], compacted(labels), parameters.eps)


def _within(folded: Folded, cores: NDArray[np.int64], eps: float) -> NDArray[np.int64]:
    """Return labels of the cores; what is left to do is to join those within eps of each other."""
    estimator = DBSCAN(eps=eps, min_samples=1, metric="precomputed")
    labels = estimator.fit_predict(folded.distances[np.ix_(cores, cores)])
    return np.asarray(labels, dtype=np.int64)


def completed(folded: Folded, parameters: DBSCANParameters, model: FittedModel) -> FittedModel:
    """Return the model of a sample with the cores added that are nearest to partners beyond its points.

    So the rim of a group keeps those whose cores were not drawn, and a group of which none was is there, too.
    """
    tree, everyone = tree_of(folded, parameters.min_samples), folded.everyone
    if tree is None or everyone is None:
        return model
    parts, all_profiles = tree.parts(parameters.eps), everyone.profiles
    cores = np.flatnonzero(parts != NO_GROUP)
    drawn = np.intersect1d(folded.rows, cores)
    beyond = np.flatnonzero(nearest(all_profiles, all_profiles[drawn])[1] > parameters.eps)
    core, far = nearest(all_profiles[beyond], all_profiles[cores])
    rows = np.union1d(drawn, cores[core[far <= parameters.eps]])
    return FittedModel(all_profiles[rows], compacted(parts[rows]), model.radius)


def candidates(
    folded: Folded, fixed: Mapping[str, Any], settings: ClusteringSettings
) -> Sequence[DBSCANParameters]:
    """Return eps as set, else the knee of the k-distances and steps through their range."""
    del settings
    own = {"min_samples": default_min_samples(folded.partners), **fixed}
    steps = [fixed["eps"]] if "eps" in fixed else _eps_steps(folded, own["min_samples"])
    return [DBSCANParameters(**{**own, "eps": eps}) for eps in steps]


def _eps_steps(folded: Folded, min_samples: int) -> NDArray[np.float64]:
    curve = k_distances(folded, min_samples)
    top = float(curve[-1]) * 1.5 or 1.0  # partners all alike: any radius will do
    low = max(float(np.quantile(curve, 0.25)), top / (2 * _STEPS))
    bend = max(knee(curve), low)
    return np.unique(np.round([bend, *np.linspace(low, top, _STEPS)], 4))


PLUGIN = Method(
    parameters=DBSCANParameters,
    fit=fit,
    completed=completed,
    candidates=candidates,
    proposal="the knee of the k-distances and 16 steps through their range are tried; the best silhouette "
    "(partners in no group count as 0) wins, and of a run of values with the same groups the middle one",
    reference="Ester, Kriegel, Sander and Xu 1996, A density-based algorithm for discovering clusters",
)
