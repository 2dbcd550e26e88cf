"""From labels to centres."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clustering.base import FittedModel, Folded

_DIGITS = 12
"""Centres are rounded to this, so that another order of adding gives the same model."""


def group_means(profiles: csr_array, labels: NDArray[np.int64], weights: NDArray[np.int64]) -> csr_array:
    """Return the weighted mean profile of each label 0, 1, 2 ... (n_labels, n_endpoints); -1 is left out."""
    inside = np.flatnonzero(labels >= 0)
    share = weights[inside] / np.bincount(labels[inside], weights=weights[inside])[labels[inside]]
    count = int(labels.max(initial=-1)) + 1
    selector = csr_array((share, (labels[inside], inside)), shape=(count, len(labels)))
    means = csr_array(selector @ profiles)
    means.data = np.round(means.data, _DIGITS)
    return means


def compacted(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return labels renumbered 0, 1, 2 ... by first occurrence; negative ones become -1."""
    numbers: dict[int, int] = {}
    for label in labels.tolist():
        if label >= 0:
            numbers.setdefault(label, len(numbers))
    return np.array([numbers.get(label, -1) for label in labels.tolist()], dtype=np.int64)


def centres_of(folded: Folded, labels: NDArray[np.int64]) -> FittedModel:
    """Return the model whose points are the groups' mean profiles."""
    own = compacted(labels)
    means = group_means(folded.profiles, own, folded.weights)
    return FittedModel(means, np.arange(means.shape[0], dtype=np.int64))
