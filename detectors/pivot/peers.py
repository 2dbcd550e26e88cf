"""Whether what a partner did is its own, or a part of its group did the same."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detectors.pivot.counts import Floats, Mask
from detectors.pivot.distance import metric
from detectors.pivot.measures import Measures

_ALIKE = 0.85  # cosine from which two changes have one direction
_PART = 0.1  # of a group's members that move in one direction: then it is the group's move
_FEWEST = 3
_FEWEST_ELSEWHERE = 8  # movers of groups that moved together: those of other groups who do just that follow


def moved_alike(
    measures: Measures, members: NDArray[np.int64], everybody: NDArray[np.int64], chosen: Mask
) -> tuple[Floats, Mask]:
    """Count the chosen of each candidate's own group that moved in its direction.

    Parameters
    ----------
    members
        Group of each candidate, (n_rows,).
    everybody
        Group of each partner, (n_partners,).

    Returns
    -------
    counts, shared
        Each (n_rows,): itself included, 0 for those not chosen; whether that makes it the group's move, or
        its direction is the one in which many of other groups moved together (fitted groups are not the
        use cases themselves, so an adoption by one use case spills over).
    """
    counts = np.zeros(len(measures.rows))
    index = np.flatnonzero(chosen)
    if len(index):
        before = measures.before[index].toarray()
        way = (measures.after[index].toarray() - before) * np.sqrt(metric(before))
        way /= np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-9)
        alike = way @ way.T > _ALIKE
        counts[index] = (alike & (members[index][:, None] == members[index][None, :])).sum(axis=1)
    groups, counted = np.unique(everybody, return_counts=True)
    sizes = counted[np.searchsorted(groups, members)]
    shared = counts >= np.maximum(_FEWEST, _PART * sizes)
    if len(index):
        shared[index] |= (alike & shared[index][None, :]).sum(axis=1) >= _FEWEST_ELSEWHERE
    return counts, shared
