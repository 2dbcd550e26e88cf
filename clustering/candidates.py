"""Which parameters are worth trying."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clustering.base import Folded

_APART = 1.0
"""Two lone profiles this far apart are two groups: an endpoint used most by one and hardly by the other."""


def group_counts(folded: Folded, max_k: int) -> list[int]:
    """Return the numbers of groups that the data can carry.

    Silhouettes need at least one group with two profiles, so k ends at one less than the different profiles.
    With two different profiles there is nothing to choose by, and they are two groups when far apart.
    """
    different = len(folded.weights)
    if different <= 1:
        return [1]
    if different == 2:
        return [2 if folded.distances.max() >= _APART else 1]
    return list(range(2, min(max_k, different - 1) + 1))


def default_min_samples(folded: Folded) -> int:
    """Return the natural logarithm of the number of partners, at least 2."""
    return max(2, round(float(np.log(max(1, folded.weights.sum())))))


def k_distances(folded: Folded, neighbours: int) -> NDArray[np.float64]:
    """Return each profile's distance to its nearest `neighbours` partners, itself included; ascending.

    Profiles that occur often have themselves as neighbours, so theirs is 0 (Ester et al. 1996, section 4.2).
    """
    order = np.argsort(folded.distances, axis=1, kind="stable")
    reached = np.cumsum(folded.weights[order], axis=1) >= neighbours
    at = np.where(reached.any(axis=1), reached.argmax(axis=1), len(folded.weights) - 1)
    rows = np.arange(len(at))
    return np.sort(folded.distances[rows, order[rows, at]])


def knee(ascending: NDArray[np.float64]) -> float:
    """Return the value at the knee of an ascending curve: where it lies farthest below its chord.

    Kneedle without smoothing (Satopaa et al. 2011, "Finding a kneedle in a haystack"), for a convex curve.
    """
    span = float(ascending[-1] - ascending[0])
    if span <= 0:
        return float(ascending[-1])
    along = np.linspace(0.0, 1.0, len(ascending))
    return float(ascending[int(np.argmax(along - (ascending - ascending[0]) / span))])
