"""Euclidean distances between sparse rows, in blocks, so that memory stays bounded."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

_BLOCK_CELLS = 4_000_000
"""Distances held at a time: 32 MB of float64."""
_CANCELLED = 1e-12
"""Squared distances below this are rounding of equal rows (profiles are in [0, 1])."""


def squared_norms(rows: csr_array) -> NDArray[np.float64]:
    """Return the squared length of each row, (n_rows,)."""
    return np.asarray(rows.multiply(rows).sum(axis=1), dtype=np.float64)


def distances(left: csr_array, right: csr_array) -> NDArray[np.float64]:
    """Return all distances, (n_left, n_right), by |a|^2 + |b|^2 - 2ab.

    The result is dense: use it on bounded samples, or on blocks as `blocks` cuts them.
    """
    return roots(squared_distances(left, right))


def squared_distances(left: csr_array, right: csr_array) -> NDArray[np.float64]:
    """Return all squared distances as they come, (n_left, n_right); `roots` makes distances of them."""
    squares = squared_norms(left)[:, None] + squared_norms(right)[None, :]
    products = (left @ right.T).toarray()
    products *= 2.0  # in place: blocks are large, and memory is what they cost
    squares -= products
    return np.asarray(squares, dtype=np.float64)


def roots(squares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the roots in the place of the squares; what is only rounding of equal rows is 0."""
    squares[squares < _CANCELLED] = 0.0
    return np.sqrt(squares, out=squares)


def blocks(n_left: int, n_right: int) -> list[slice]:
    """Return slices of the left rows whose distances to all right rows fit into the bound."""
    step = max(1, _BLOCK_CELLS // max(1, n_right))
    return [slice(start, min(start + step, n_left)) for start in range(0, n_left, step)]


def nearest(left: csr_array, right: csr_array) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return each left row's nearest right row, the first of equals, and the distance, both (n_left,)."""
    found, far = np.zeros(left.shape[0], dtype=np.intp), np.full(left.shape[0], np.inf)
    for block in blocks(left.shape[0], right.shape[0]) if right.shape[0] else []:
        to_all = distances(left[block], right)
        found[block], far[block] = to_all.argmin(axis=1), to_all.min(axis=1)
    return found, far
