"""Which of the other ways of working a change points to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.pivot.counts import Floats
from detectors.pivot.pointing import Pointing
from detectors.pivot.ways import Ways


@dataclass(frozen=True, slots=True)
class Aim:
    """The way that each change points to best, and the way to the own centre; see `measures.Measures`."""

    target: NDArray[np.intp]
    part: Floats
    part_error: Floats
    cosine: Floats
    own_cosine: Floats
    own_part: Floats


def aimed(ways: Ways, rows: NDArray[np.intp], aim: Pointing) -> Aim:
    """Choose the other way of working with the largest cosine."""
    count, nothing = len(ways.group), np.zeros(len(rows))
    if not count:
        nowhere = np.full(len(rows), -1)
        return Aim(nowhere, nothing, nothing + 1, nothing, nothing - 1, nothing)
    own = ways.of[rows][:, None] == np.arange(count)
    cosine = np.where(own, -np.inf, aim.cosine)
    best = cosine.argmax(axis=1)
    pick = np.arange(len(rows)), best
    other = np.isfinite(cosine[pick])
    return Aim(
        target=np.where(other, best, -1),
        part=np.where(other, aim.part[pick], 0),
        part_error=aim.error[pick],
        cosine=np.where(other, aim.cosine[pick], 0),
        own_cosine=np.where(own, aim.cosine, -1).max(axis=1),
        own_part=np.where(own, aim.part, -np.inf).max(axis=1),
    )
