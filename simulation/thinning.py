"""Fewer calls, the same story: bring a platform to a chosen number of calls."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from simulation.platform import Platform


def with_calls(platform: Platform, wanted: int) -> Platform:
    """Return the platform with about `wanted` calls in all, errors among them.

    Volumes span five orders of magnitude. Taking the same part of everybody's calls would leave the
    small partners none. So partners of up to c calls stay whole and one of v > c calls keeps
    c (v / c)^(1/4), with c such that the sum is right: the order stays, and so does some of the tail.
    Within a partner every count is thinned binomially, which leaves its mix and its unrest as they
    were. Asked for more calls than there are, everybody's counts grow by the same factor.
    """
    totals = (platform.successes + platform.errors).sum(axis=(0, 2)).astype(np.float64)
    factor = _factors(totals, float(wanted))[None, :, None]
    rng = np.random.default_rng([platform.seed, wanted, 13])
    return replace(
        platform,
        successes=_scaled(platform.successes, factor, rng),
        errors=_scaled(platform.errors, factor, rng),
    )


def _factors(totals: NDArray[np.float64], wanted: float) -> NDArray[np.float64]:
    """Return what part of its calls each partner keeps, (n_partners,)."""
    present = np.maximum(totals, 1.0)
    if wanted >= totals.sum():
        return np.full(len(totals), wanted / max(totals.sum(), 1.0))
    low, high = 0.0, float(present.max())
    for _ in range(100):  # bisection: the sum grows with c
        middle = (low + high) / 2
        kept = present * _part(present, middle)
        low, high = (middle, high) if kept.sum() < wanted else (low, middle)
    return _part(present, high)


def _part(totals: NDArray[np.float64], whole: float) -> NDArray[np.float64]:
    """Return what part is kept when partners of up to `whole` calls keep all of them."""
    result: NDArray[np.float64] = np.minimum(1.0, (whole / totals) ** 0.75)
    return result


def _scaled(
    counts: NDArray[np.int64], factor: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.int64]:
    whole = np.floor(factor).astype(np.int64)
    result: NDArray[np.int64] = counts * whole + rng.binomial(counts, factor - whole)
    return result
