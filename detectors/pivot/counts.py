"""Counts as shares, and how much a partner's counts are worth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import chdtr, chdtri

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

PRIOR_RHO = 0.005  # where a platform is too young or too small to tell its own
_PRIOR_PARTNERS = 5.0
_PRIOR_PAIRS = 2.0
_KEPT = 0.75  # of the week-to-week changes, the smallest: what a real change or an odd week did is left out


def calls_of(windows: Sequence[csr_array]) -> Floats:
    """Return calls by window and partner, (n_windows, n_partners)."""
    return np.array([np.asarray(one.sum(axis=1)).ravel() for one in windows], dtype=np.float64)


def shares_of(windows: Sequence[csr_array], calls: Floats) -> list[csr_array]:
    """Return each window's counts divided by the partner's calls; rows without calls stay zero."""
    scaled = []
    for counts, total in zip(windows, calls, strict=True):
        data = counts.data / np.repeat(np.where(total > 0, total, 1.0), np.diff(counts.indptr))
        # the places are the counts' own: a third of what the look-back of a large platform takes
        scaled.append(csr_array((data, counts.indices, counts.indptr), shape=counts.shape))
    return scaled


def dense(shares: Sequence[csr_array], rows: NDArray[np.intp]) -> Floats:
    """Return the shares of some partners, (n_windows, n_rows, n_endpoints)."""
    return np.stack([one[rows].toarray() for one in shares])


def weighted_mean(shares: Sequence[csr_array], weights: Floats) -> csr_array:
    """Return the mean share over windows, (n_partners, n_endpoints).

    Parameters
    ----------
    weights
        (n_windows, n_partners); a partner whose weights are all zero gets zeros.
    """
    total = weights.sum(axis=0)
    scale = weights / np.where(total > 0, total, 1.0)
    mean = csr_array(shares[0].shape, dtype=np.float64)
    for one, weight in zip(shares, scale, strict=True):
        if weight.any():
            part = one.copy()
            part.data = part.data * np.repeat(weight, np.diff(part.indptr))
            part.eliminate_zeros()
            mean = mean + part
    return csr_array(mean)


def effective_calls(calls: Floats, rho: Floats) -> Floats:
    """Return how many independent calls `calls` are worth: n / (1 + (n - 1) rho).

    Calls come in batches and retries, so they are Dirichlet-multinomial rather than multinomial; rho is
    the correlation of two calls of one partner in one window (Mosimann, 1962).
    """
    return np.where(calls > 0, calls / (1 + np.maximum(calls - 1, 0) * rho), 0.0)


def overdispersion(shares: Sequence[csr_array], calls: Floats) -> Floats:
    """Estimate rho of each partner from its week-to-week changes, (n_partners,).

    The expected squared difference of two windows' shares is V (2 rho + (1 - rho)(1/n + 1/m)) with
    V = 1 - sum of squared shares. The largest quarter of a partner's differences is left out, because a real
    change or an odd week made them; what that takes from the mean of chance alone is given back. The rest is
    shrunk towards the platform's median (empirical Bayes), itself held by a weak prior.
    """
    ratios, inverses = _pairs(shares, calls)
    pairs = np.isfinite(ratios).sum(axis=0)
    order = np.argsort(np.where(np.isfinite(ratios), ratios - inverses, np.inf), axis=0)
    ordered = np.take_along_axis(ratios, order, axis=0)
    kept = np.floor(_KEPT * pairs).astype(int)  # of a single pair nothing: it may be the very change
    inside = np.arange(len(ratios))[:, None] < kept
    middle_ratio = (
        np.where(inside, ordered, 0.0).sum(axis=0) / np.maximum(kept, 1) / _trimmed_part(shares, calls)
    )
    inverse = np.where(inside, np.take_along_axis(inverses, order, axis=0), 0.0).sum(axis=0) / np.maximum(
        kept, 1
    )
    own = np.maximum((middle_ratio - inverse) / (2 - inverse), 0.0)
    first = np.maximum((ratios[0] - inverses[0]) / (2 - inverses[0]), 0.0)[pairs >= 1]
    known = own[kept >= 1] if (kept >= 1).any() else first
    known = known[np.isfinite(known)]
    middle = float(np.median(known)) if len(known) else PRIOR_RHO
    platform = (len(known) * middle + _PRIOR_PARTNERS * PRIOR_RHO) / (len(known) + _PRIOR_PARTNERS)
    rho = (kept * own + _PRIOR_PAIRS * platform) / (kept + _PRIOR_PAIRS)
    result: Floats = np.clip(rho, 1e-5, 0.5)
    return result


def _trimmed_part(shares: Sequence[csr_array], calls: Floats) -> Floats:
    """Return the mean of the smallest three quarters of chance differences, as part of the mean of all.

    A squared difference of shares is about a chi-square variable of as many degrees as the partner's mix has
    endpoints, each counted by its variance (Satterthwaite, 1946).
    """
    used = calls > 0
    mean = weighted_mean(shares, used.astype(np.float64))
    mean.data = mean.data * (1 - mean.data)
    degrees = np.maximum(_row_sums(mean) ** 2 / np.maximum(_row_sums(mean.power(2)), 1e-12) - 1, 1.0)
    result: Floats = chdtr(degrees + 2, chdtri(degrees, 1 - _KEPT)) / _KEPT
    return result


def _pairs(shares: Sequence[csr_array], calls: Floats) -> tuple[Floats, Floats]:
    """Return squared difference over V, and 1/n + 1/m, of consecutive windows; NaN without calls."""
    ratios, inverses = [], []
    for before, after, n, m in zip(shares, shares[1:], calls, calls[1:], strict=False):
        both = (n > 0) & (m > 0)
        inverse = 1 / np.where(both, n, 1) + 1 / np.where(both, m, 1)
        change = _row_sums((before - after).power(2))
        spread = 1 - 0.5 * (_row_sums(before.power(2)) + _row_sums(after.power(2)))
        usable = both & (spread > 0.01) & (inverse < 1.9)
        ratios.append(np.where(usable, change / np.where(usable, spread, 1.0), np.nan))
        inverses.append(np.where(usable, inverse, np.nan))
    if not ratios:
        return np.full((1, calls.shape[1]), np.nan), np.full((1, calls.shape[1]), np.nan)
    return np.array(ratios), np.array(inverses)


def _row_sums(matrix: csr_array) -> Floats:
    return np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()
