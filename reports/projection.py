"""Principal components, for the group map."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["project"]

_DECIMALS = 4


def project(profiles: NDArray[np.float64], directions: int = 2) -> tuple[NDArray[np.float64], float]:
    """Project profiles on the directions of largest variance (principal component analysis).

    Pearson, K. (1901), "On lines and planes of closest fit to systems of points in space". A direction's
    sign is fixed so that its largest loading is positive, and places are rounded, so that the same
    profiles give the same map on any machine.

    Parameters
    ----------
    profiles
        (n_partners, n_endpoints), in [0, 1]; at least as many columns as directions.
    directions
        How many.

    Returns
    -------
    places
        (n_partners, directions).
    kept
        Part of the whole variance that these directions hold, in [0, 1]; 1 when there is none.
    """
    centred = profiles - profiles.mean(axis=0)
    # (n_endpoints, n_endpoints): the same directions as the SVD's, and small however many the partners
    variances, axes = np.linalg.eigh(centred.T @ centred)
    main = axes[:, ::-1][:, :directions]
    main = main * np.sign(main[np.abs(main).argmax(axis=0), np.arange(directions)])
    total = float(variances.sum())
    kept = float(variances[-directions:].sum()) / total if total > 0 else 1.0
    return np.round(centred @ main, _DECIMALS) + 0.0, round(kept, _DECIMALS)
