"""How good a grouping is: silhouette, stability under resampling, agreement with experts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from clustering.assigning import assign
from clustering.base import NO_GROUP, FittedModel, Folded, Method, MethodParameters

_SUBSAMPLE = 0.8
"""Share of partners in each subsample (Ben-Hur et al. 2002 use 0.8)."""


def silhouette(folded: Folded, labels: NDArray[np.int64]) -> float:
    """Return the mean silhouette over partners; a partner in no group counts as 0.

    Rousseeuw 1987, "Silhouettes", on weighted rows: the result is that of the partners before folding. A
    group of one partner has silhouette 0, as there. Fewer than two groups: 0.
    """
    present, own = np.unique(labels[labels != NO_GROUP], return_inverse=True)
    if len(present) < 2:
        return 0.0
    rows = np.flatnonzero(labels != NO_GROUP)
    weights = folded.weights[rows].astype(np.float64)
    members = np.zeros((len(rows), len(present)))
    members[np.arange(len(rows)), own] = weights
    sizes = members.sum(axis=0)
    everyone = len(rows) == len(labels)
    sums = (folded.distances if everyone else folded.distances[np.ix_(rows, rows)]) @ members
    at = np.arange(len(rows))
    within = sums[at, own] / np.maximum(sizes[own] - 1, 1)
    means = sums / sizes
    means[at, own] = np.inf
    beyond = means.min(axis=1)
    widest = np.maximum(within, beyond)
    scores = np.divide(beyond - within, widest, out=np.zeros_like(within), where=widest > 0)
    scores[sizes[own] == 1] = 0.0
    return float(np.sum(scores * weights) / folded.weights.sum())


def no_group_share(folded: Folded, labels: NDArray[np.int64]) -> float:
    """Return the share of partners in no group, in [0, 1]."""
    return float(folded.weights[labels == NO_GROUP].sum() / folded.weights.sum())


def agreement(labels: NDArray[np.int64], expert: NDArray[np.int64]) -> float:
    """Return the adjusted Rand index of two groupings of the same partners, at most 1; 0 = chance.

    Hubert and Arabie 1985, "Comparing partitions". Two groupings that are alike give 1, also where chance
    could not have made them differ.
    """
    _, one = np.unique(labels, return_inverse=True)
    _, two = np.unique(expert, return_inverse=True)
    together = np.zeros((one.max(initial=-1) + 1, two.max(initial=-1) + 1))
    np.add.at(together, (one, two), 1)
    both, ones, twos = (_pairs(part) for part in (together, together.sum(axis=1), together.sum(axis=0)))
    every = _pairs(np.array([float(len(labels))]))
    chance = ones * twos / every if every else 0.0
    most = (ones + twos) / 2
    return 1.0 if most == chance else float((both - chance) / (most - chance))


def _pairs(sizes: NDArray[np.float64]) -> float:
    return float(np.sum(sizes * (sizes - 1) / 2))


def stability(folded: Folded, method: Method, parameters: MethodParameters, pairs: int, seed: int) -> float:
    """Return the mean of `stability_of_pairs`."""
    return float(np.mean(stability_of_pairs(folded, method, parameters, pairs, seed)))


def stability_of_pairs(
    folded: Folded, method: Method, parameters: MethodParameters, pairs: int, seed: int
) -> list[float]:
    """Return the adjusted Rand index between fits on each pair of subsamples, all partners assigned by each.

    Ben-Hur, Elisseeff and Guyon 2002, "A stability based method for discovering structure in clustered data";
    subsamples are drawn without replacement, for a partner drawn twice would look like a dense place.
    """
    rng = np.random.default_rng(seed)
    fits = [_labels_of_subsample(folded, method, parameters, seed, rng) for _ in range(2 * pairs)]
    return [agreement(one, two) for one, two in list(pairwise(fits))[::2]]


def _labels_of_subsample(
    folded: Folded, method: Method, parameters: MethodParameters, seed: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    size = max(1, round(_SUBSAMPLE * int(folded.weights.sum())))
    drawn = rng.multivariate_hypergeometric(folded.weights, size, method="count")
    rows = np.flatnonzero(drawn)
    model = method.fit(folded.subset(rows, drawn[rows]), parameters, seed)
    labels = labels_by(model, folded)
    return np.repeat(labels, folded.weights)


def labels_by(model: FittedModel, folded: Folded) -> NDArray[np.int64]:
    """Return the group of each folded row, (n_rows,)."""
    return assign(model, folded.profiles).groups
