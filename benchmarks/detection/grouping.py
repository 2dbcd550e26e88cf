"""The product's own reference model, fitted on the learning weeks of a simulated platform and then frozen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clustering import NO_GROUP, FittedModel, assign, propose
from clustering.settings import ClusteringSettings
from features import scaled


def fit(counts: NDArray[np.int64], settings: ClusteringSettings | None = None) -> FittedModel:
    """Return the model that `pivotwatch run` would propose for these counts, (n_partners, n_endpoints)."""
    chosen = settings or ClusteringSettings()
    return propose(scaled(csr_array(counts[counts.sum(axis=1) > 0])), chosen).best.model


def groups_of(model: FittedModel, successes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the group of each partner in each week, NO_GROUP without calls, (n_weeks, n_partners)."""
    rows = []
    for counts in successes:
        found = assign(model, scaled(csr_array(counts))).groups
        rows.append(np.where(counts.sum(axis=1) > 0, found, NO_GROUP))
    return np.array(rows)
