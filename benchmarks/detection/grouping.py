"""A reference model for the benchmark: fitted on the learning weeks, then frozen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

_SAMPLE = 1500


def profiles(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return row-wise min-max profiles, (n_partners, n_endpoints)."""
    low, high = counts.min(axis=1, keepdims=True), counts.max(axis=1, keepdims=True)
    return (counts - low) / np.where(high > low, high - low, 1)


def fit(counts: NDArray[np.int64], seed: int, most: int = 16) -> KMeans:
    """Fit KMeans on the profiles of partners with calls; k by silhouette."""
    points = profiles(counts[counts.sum(axis=1) > 0])
    best, best_score = None, -2.0
    for k in range(2, min(most, len(points) - 1) + 1):
        model = KMeans(k, n_init=4, random_state=seed).fit(points)
        score = silhouette_score(
            points, model.labels_, sample_size=min(_SAMPLE, len(points)), random_state=seed
        )
        if score > best_score + 0.005:
            best, best_score = model, score
    assert best is not None
    return best


def assign(model: KMeans, successes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the group of each partner in each week, -1 without calls, (n_weeks, n_partners)."""
    rows = []
    for counts in successes:
        label = model.predict(profiles(counts)).astype(np.int64)
        rows.append(np.where(counts.sum(axis=1) > 0, label, -1))
    return np.array(rows)
