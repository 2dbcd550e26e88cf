"""Profiles that occur often are fitted once with a weight; very many are sampled."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clustering.base import Everyone, Folded
from clustering.distances import distances
from clustering.sampling import stratified_order

_DIGITS = 12
"""Profiles that differ by less than rounding are alike."""


def folded(profiles: csr_array, *, limit: int, seed: int, everyone: Everyone | None = None) -> Folded:
    """Return the different profiles with their weights.

    Parameters
    ----------
    profiles
        (n_partners, n_endpoints), in the order of sorted partner ids.
    limit
        With more different rows than this, partners are drawn by the seed, stratified by the endpoint that
        each uses most, until so many different rows are met; weights then count the partners drawn.
    everyone
        The same profiles as another sample of them had them, with what was made of them since.
    """
    kind, first = _kinds(profiles)
    drawn = None
    if len(first) > limit:
        drawn = _drawn(kind, stratified_order(profiles, seed), limit)
    weights = np.bincount(kind if drawn is None else kind[drawn], minlength=len(first))
    kept = np.flatnonzero(weights)
    unique = csr_array(profiles[first[kept]])
    whole = None if drawn is None else everyone or Everyone(profiles)
    within = distances(unique, unique)
    return Folded(unique, weights[kept].astype(np.int64), within, profiles.shape[0], first[kept], whole)


def _kinds(profiles: csr_array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return a number for each row, the same for rows alike, and the first row of each number."""
    known: dict[bytes, int] = {}
    first: list[int] = []
    kind = np.empty(profiles.shape[0], dtype=np.int64)
    rounded = np.round(profiles.data, _DIGITS)
    for row in range(profiles.shape[0]):
        stored = slice(profiles.indptr[row], profiles.indptr[row + 1])
        content = profiles.indices[stored].tobytes() + b"|" + rounded[stored].tobytes()
        # a million rows would take a gigabyte by themselves
        number = known.setdefault(blake2b(content, digest_size=16).digest(), len(first))
        if number == len(first):
            first.append(row)
        kind[row] = number
    return kind, np.array(first, dtype=np.int64)


def _drawn(kind: NDArray[np.int64], order: NDArray[np.int64], limit: int) -> NDArray[np.int64]:
    """Return the longest beginning of the order with at most `limit` different rows."""
    _, met = np.unique(kind[order], return_index=True)
    return order[: np.sort(met)[limit]]
