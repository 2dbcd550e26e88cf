"""DBSCAN: groups are dense places; a partner in no dense place is in no group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from sklearn.cluster import DBSCAN

from clustering.base import FittedModel, Folded, Method, MethodParameters
from clustering.candidates import default_min_samples, k_distances, knee
from clustering.centres import compacted
from clustering.density import reach
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

    Neighbours are counted among all partners, also where a sample is fitted: only the cores are sampled.
    """
    del seed  # nothing in DBSCAN is random
    cores = np.flatnonzero(reach(folded, parameters.min_samples) <= parameters.eps)
    if not len(cores):
        return FittedModel(folded.profiles[:0], np.empty(0, dtype=np.int64), parameters.eps)
    # what is left to do is to join cores within eps of each other
    estimator = DBSCAN(eps=parameters.eps, min_samples=1, metric="precomputed")
    labels = estimator.fit_predict(folded.distances[np.ix_(cores, cores)])
    return FittedModel(folded.profiles[cores], compacted(np.asarray(labels)), parameters.eps)


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
    candidates=candidates,
    proposal="the knee of the k-distances and 16 steps through their range are tried; the best silhouette "
    "(partners in no group count as 0) wins, and of a run of values with the same groups the middle one",
    reference="Ester, Kriegel, Sander and Xu 1996, A density-based algorithm for discovering clusters",
)
