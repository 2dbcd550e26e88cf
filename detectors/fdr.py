"""False discovery rate: many partners are tested in one window, and few of the alarms may be wrong."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def q_values(p_values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Benjamini-Hochberg adjusted p-values, (n,), each in [0, 1].

    Raising what has q <= 0.01 keeps the expected part of wrong ones among those raised at or below 1 %
    (Benjamini and Hochberg, 1995, J. R. Stat. Soc. B 57:289-300; for independent or positively dependent
    tests).
    """
    if p_values.size == 0:
        return p_values
    order = np.argsort(p_values, kind="stable")
    scaled = p_values[order] * p_values.size / np.arange(1, p_values.size + 1)
    adjusted = np.empty_like(p_values)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return adjusted
