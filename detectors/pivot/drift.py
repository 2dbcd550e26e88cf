"""What a whole group did: its robust drift, allowed to each member as far as it explains the change."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detectors.pivot.counts import Floats
from detectors.pivot.distance import metric
from detectors.pivot.sheet import Sheet

_FEWEST = 4  # members from which a group's drift can be told
_USED = 0.02
_SOFT = 0.005


def group_drift(sheet: Sheet, members: NDArray[np.int64], judged: NDArray[np.bool_], count: int) -> Floats:
    """Return the factor by which each group's use of each endpoint changed, (count, n_endpoints).

    The median over the members that use the endpoint, so that a few movers do not count.
    """
    factors = np.ones((max(count, 1), sheet.shape[1]))
    inside = judged & (members >= 0)
    sizes = np.bincount(members[inside], minlength=len(factors))
    kept = sheet.only((sheet.before > _USED) & inside[sheet.rows])
    ratio = np.log((kept.after + _SOFT) / (kept.before + _SOFT))
    place = members[kept.rows] * sheet.shape[1] + kept.columns
    order = np.lexsort((ratio, place))
    places, first, many = np.unique(place[order], return_index=True, return_counts=True)
    ordered = ratio[order]
    middle = 0.5 * (ordered[first + (many - 1) // 2] + ordered[first + many // 2])
    enough = (many >= _FEWEST) & (sizes[places // sheet.shape[1]] >= _FEWEST)
    factors.flat[places[enough]] = np.exp(middle[enough])
    return factors


def allowed_drift(sheet: Sheet, left: Floats, factors: Floats) -> Floats:
    """Return the part of each partner's change that its group's drift explains, by entry of the sheet.

    Parameters
    ----------
    left
        What is to be explained, by entry.
    factors
        The drift of the partner's group, by entry.
    """
    drifted = sheet.before * factors
    total = sheet.sums(drifted)
    way = drifted / np.where(total > 0, total, 1)[sheet.rows] - sheet.before
    weights = metric(sheet.before)
    size, along = sheet.sums(weights * way**2), sheet.sums(weights * way * left)
    part = np.where(size > 1e-9, np.clip(along / np.where(size > 1e-9, size, 1.0), 0, 1), 0.0)
    result: Floats = part[sheet.rows] * way
    return result
