"""How dense the place of each partner is: the distance within which so many partners lie.

A sample of every tenth partner is a tenth as dense. So for a sample distances are measured to all partners
(DBSCAN++: Jang and Jiang 2019, "DBSCAN++: Towards fast and scalable density clustering").
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clustering.base import Folded
from clustering.distances import blocks, distances

Floats = NDArray[np.float64]


def reach(folded: Folded, neighbours: int) -> Floats:
    """Return each profile's distance to its nearest `neighbours` partners, itself included, (n_rows,).

    Profiles that occur often have themselves as neighbours, so theirs is 0 (Ester et al. 1996, section 4.2).
    Where there are fewer partners, it is the distance to the farthest. Of a sample the neighbours are among
    all partners that it was drawn from.
    """
    if neighbours not in folded.reaches:
        folded.reaches[neighbours] = _measured(folded, neighbours)
    return folded.reaches[neighbours]


def _measured(folded: Folded, neighbours: int) -> Floats:
    if folded.everyone is not None:
        return reaches_of(folded.profiles, folded.everyone.profiles, neighbours)
    cut = blocks(*folded.distances.shape)
    return np.concatenate([_weighted(folded.distances[one], folded.weights, neighbours) for one in cut])


def reaches_of(rows: csr_array, everyone: csr_array, neighbours: int) -> Floats:
    """Return how far each row is from its nearest `neighbours` of all, (n_rows,), block by block."""
    cut = blocks(rows.shape[0], everyone.shape[0])
    return np.concatenate([_nth(rows[one], everyone, neighbours) for one in cut])


def _nth(rows: csr_array, everyone: csr_array, neighbours: int) -> Floats:
    at = min(neighbours, everyone.shape[0]) - 1
    return np.asarray(np.partition(distances(rows, everyone), at, axis=1)[:, at], dtype=np.float64)


def _weighted(to_all: Floats, weights: NDArray[np.int64], neighbours: int) -> Floats:
    order = np.argsort(to_all, axis=1, kind="stable")
    reached = np.cumsum(weights[order], axis=1) >= neighbours
    at = np.where(reached.any(axis=1), reached.argmax(axis=1), len(weights) - 1)
    rows = np.arange(len(at))
    return np.asarray(to_all[rows, order[rows, at]], dtype=np.float64)
