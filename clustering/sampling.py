"""Samples of partners in which every kind of use has its part, for fits where there are very many."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clustering.base import NO_GROUP

Integers = NDArray[np.int64]


def main_endpoints(profiles: csr_array) -> Integers:
    """Return the column of each row's largest value, the first of equals, (n_rows,); -1 in an empty row."""
    found = np.full(profiles.shape[0], -1, dtype=np.int64)
    used = np.flatnonzero(np.diff(profiles.indptr) > 0)
    if not len(used):
        return found
    # rows without entries add nothing to data, so the starts of the others cut it exactly
    tops = np.maximum.reduceat(profiles.data, profiles.indptr[used])
    rows = np.repeat(np.arange(len(used)), np.diff(profiles.indptr)[used])
    at = np.flatnonzero(profiles.data == tops[rows])
    found[used] = profiles.shape[1]
    np.minimum.at(found, used[rows[at]], profiles.indices[at])
    return found


def stratified_order(profiles: csr_array, seed: int) -> Integers:
    """Return all rows in an order of which every beginning is a stratified sample, (n_rows,).

    Strata are the rows with the same largest endpoint. The order begins with one row of each stratum, the
    largest stratum first; from there on each has its share of every beginning, drawn without replacement
    (proportional allocation: Cochran 1977, "Sampling Techniques", section 5.5).
    """
    rng = np.random.default_rng(seed)
    count = profiles.shape[0]
    _, stratum, sizes = np.unique(main_endpoints(profiles), return_inverse=True, return_counts=True)
    by_stratum = np.lexsort((rng.random(count), stratum))
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    rank = np.empty(count, dtype=np.int64)
    rank[by_stratum] = np.arange(count) - np.repeat(starts, sizes)
    place = (rank + rng.random(count)) / sizes[stratum]
    place[rank == 0] = -sizes[stratum[rank == 0]].astype(np.float64)
    order: Integers = np.argsort(place, kind="stable").astype(np.int64)
    return order


def disagreement(one: Integers, two: Integers) -> float:
    """Return the share of rows that two groupings put into different groups, in [0, 1].

    The groups of both are matched one to one, so that as many rows as possible agree (Kuhn 1955, "The
    Hungarian method for the assignment problem"). No group agrees with no group alone.
    """
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - slow to import, needed for samples alone

    if not len(one):
        return 0.0
    lone = (one == NO_GROUP) | (two == NO_GROUP)
    agreed = int(np.sum((one == two) & lone))
    _, left = np.unique(one[~lone], return_inverse=True)
    _, right = np.unique(two[~lone], return_inverse=True)
    together = np.zeros((left.max(initial=-1) + 1, right.max(initial=-1) + 1))
    np.add.at(together, (left, right), 1)
    rows, columns = linear_sum_assignment(together, maximize=True)
    return 1.0 - (agreed + float(together[rows, columns].sum())) / len(one)
