"""Pivots made of real traffic: two callers swap their later windows, so that each goes on as the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array


@dataclass(frozen=True, slots=True)
class Splice:
    """Who goes on as whom, and from when.

    Attributes
    ----------
    first, second
        Rows of the two callers.
    at
        Index of the first window that is swapped.
    """

    first: int
    second: int
    at: int


def spliced(windows: Sequence[csr_array], splice: Splice) -> list[csr_array]:
    """Return each window's counts, (n_callers, n_endpoints), with the two callers' later rows swapped."""
    order = np.arange(windows[0].shape[0])
    order[[splice.first, splice.second]] = splice.second, splice.first
    return [one if index < splice.at else csr_array(one[order]) for index, one in enumerate(windows)]


def draw_splices(
    windows: Sequence[csr_array],
    kinds: NDArray[np.int64],
    first_at: int,
    last_at: int,
    count: int,
    rng: np.random.Generator,
    least_calls: int = 50,
) -> list[Splice]:
    """Draw pairs of callers of different kinds that both have calls in every window.

    Parameters
    ----------
    kinds
        What each caller is taken for, e.g. its group, (n_callers,); pairs are of two different ones.
    first_at, last_at
        The swap begins in [first_at, last_at].
    least_calls
        Per window, so that there is something to see.

    Returns
    -------
    list of Splice
        At most `count`, each pair once; fewer when there are fewer pairs.
    """
    calls = np.array([np.asarray(one.sum(axis=1)).ravel() for one in windows])
    steady = np.flatnonzero((calls >= least_calls).all(axis=0) & (kinds >= 0))
    first, second = np.triu_indices(len(steady), k=1)
    differ = kinds[steady[first]] != kinds[steady[second]]
    pairs = np.column_stack([steady[first[differ]], steady[second[differ]]])
    chosen = rng.permutation(len(pairs))[:count]
    return [
        Splice(int(pairs[one, 0]), int(pairs[one, 1]), int(rng.integers(first_at, last_at + 1)))
        for one in chosen
    ]
