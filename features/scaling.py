"""How counts become coordinates: row-wise min-max, shares, or square roots of shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from features.kinds import Scaling


def scaled(successes: csr_array, scaling: Scaling = "row_minmax") -> csr_array:
    """Return the profiles of a matrix of counts.

    Parameters
    ----------
    successes
        Successful calls, (n_partners, n_endpoints), none negative; its columns are the whole vocabulary.
    scaling
        `row_minmax`: `(x - min) / (max - min)` of each row; `shares`: each row sums to 1; `hellinger`: square
        roots of shares, whose Euclidean distance is sqrt(2) times the Hellinger distance (Rao 1995,
        "A review of canonical coordinates", on the transformation).

    Returns
    -------
    csr_array
        (n_partners, n_endpoints), float64 in [0, 1], canonical: sorted columns, no stored zeros.
    """
    counts: csr_array = csr_array(successes.astype(np.float64))
    counts.sum_duplicates()
    counts.eliminate_zeros()
    counts.data = _FORMULAS[scaling](counts)
    counts.eliminate_zeros()
    return counts


def _by_entry(counts: csr_array, of_rows: NDArray[Any]) -> NDArray[Any]:
    """Repeat a figure of each row (n_partners,) for each stored entry (n_stored,)."""
    return np.repeat(of_rows, np.diff(counts.indptr))


def _row_minmax(counts: csr_array) -> NDArray[np.float64]:
    top, bottom = np.zeros(counts.shape[0]), np.zeros(counts.shape[0])
    stored = np.diff(counts.indptr)
    used = stored > 0
    if used.any():
        # rows without entries add nothing to data, so the starts of the others cut it exactly
        starts = counts.indptr[:-1][used]
        top[used] = np.maximum.reduceat(counts.data, starts)
        # a row with a zero somewhere has the minimum 0; only a full row has another
        full = stored[used] == counts.shape[1]
        bottom[used] = np.where(full, np.minimum.reduceat(counts.data, starts), 0.0)
    bottom[top == bottom] = 0.0  # a constant row becomes 1 on each endpoint (decision 6)
    span = _by_entry(counts, np.where(used, top - bottom, 1.0))
    return np.asarray((counts.data - _by_entry(counts, bottom)) / span, dtype=np.float64)


def _shares(counts: csr_array) -> NDArray[np.float64]:
    return np.asarray(counts.data / _by_entry(counts, counts.sum(axis=1)), dtype=np.float64)


def _hellinger(counts: csr_array) -> NDArray[np.float64]:
    return np.sqrt(_shares(counts))


_FORMULAS: dict[Scaling, Callable[[csr_array], NDArray[np.float64]]] = {
    "row_minmax": _row_minmax,
    "shares": _shares,
    "hellinger": _hellinger,
}
