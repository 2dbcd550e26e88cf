"""What a whole group did: its robust drift, allowed to each member as far as it explains the change."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detectors.pivot.counts import Floats, Mask

_FEWEST = 4  # members from which a group's drift can be told
_USED = 0.02
_SOFT = 0.005


def group_drift(
    before: Floats, after: Floats, members: NDArray[np.int64], judged: Mask, count: int
) -> Floats:
    """Return the factor by which each group's use of each endpoint changed, (count, n_endpoints).

    The median over the members that use the endpoint, so that a few movers do not count.
    """
    factors = np.ones((max(count, 1), before.shape[1]))
    for row in range(count):
        inside = judged & (members == row)
        if inside.sum() < _FEWEST:
            continue
        used = before[inside] > _USED
        ratio = np.log((after[inside] + _SOFT) / (before[inside] + _SOFT))
        enough = np.flatnonzero(used.sum(axis=0) >= _FEWEST)
        for column in enough:
            factors[row, column] = np.exp(np.median(ratio[used[:, column], column]))
    return factors


def allowed_drift(before: Floats, after: Floats, factors: Floats, weights: Floats) -> Floats:
    """Return the part of each partner's change that its group's drift explains, (n_partners, n_endpoints).

    Parameters
    ----------
    factors
        The drift of each partner's group, (n_partners, n_endpoints).
    """
    drifted = before * factors
    total = drifted.sum(axis=1, keepdims=True)
    way = drifted / np.where(total > 0, total, 1) - before
    size = (weights * way**2).sum(axis=1)
    along = (weights * way * (after - before)).sum(axis=1)
    part = np.clip(along / np.where(size > 1e-9, size, 1.0), 0, 1)
    return np.where(size > 1e-9, part, 0.0)[:, None] * way
