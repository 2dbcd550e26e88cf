"""Profiles that occur often are fitted once with a weight; very many are sampled."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from clustering.base import Folded
from clustering.distances import distances

_DIGITS = 12
"""Profiles that differ by less than rounding are alike."""


def folded(profiles: csr_array, *, limit: int, seed: int) -> Folded:
    """Return the different profiles with their weights.

    Parameters
    ----------
    profiles
        (n_partners, n_endpoints), in the order of sorted partner ids.
    limit
        At most this many different rows are kept, drawn with equal chances by the seed.
    """
    first_of: dict[bytes, int] = {}
    weights: dict[int, int] = {}
    rounded = np.round(profiles.data, _DIGITS)
    for row in range(profiles.shape[0]):
        stored = slice(profiles.indptr[row], profiles.indptr[row + 1])
        content = profiles.indices[stored].tobytes() + b"|" + rounded[stored].tobytes()
        kept = first_of.setdefault(content, row)
        weights[kept] = weights.get(kept, 0) + 1
    rows = np.array(sorted(weights), dtype=np.int64)
    if len(rows) > limit:
        rows = np.sort(np.random.default_rng(seed).choice(rows, size=limit, replace=False))
    unique = csr_array(profiles[rows])
    counts = np.array([weights[row] for row in rows.tolist()], dtype=np.int64)
    return Folded(unique, counts, distances(unique, unique), profiles.shape[0])
