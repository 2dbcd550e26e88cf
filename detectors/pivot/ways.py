"""Ways of working: the groups of the reference model, split where one group holds two clearly different ones.

A reference model with too few groups would hide a change inside a group, so the detector looks closer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from detectors.pivot.counts import Floats

_FEWEST = 3  # members of a way
_APART = 0.35  # total variation between two ways' centres, at least
_TIGHT = 0.6  # members' mean distance to their centre, as part of the distance between the centres, at most
_DEPTH = 4
_ROUNDS = 20
_POWERS = 60


@dataclass(frozen=True, slots=True)
class Ways:
    """Who works how.

    Attributes
    ----------
    of
        Index of each partner's way, (n_partners,); -1 = none.
    group
        Group id of each way, (n_ways,).
    centres
        Mean shares of each way's members, (n_ways, n_endpoints).
    """

    of: NDArray[np.int64]
    group: NDArray[np.int64]
    centres: Floats


def ways_of(shares: csr_array, members: NDArray[np.int64], worth: Floats) -> Ways:
    """Split groups into ways.

    Parameters
    ----------
    shares
        Baseline shares, common causes taken out, (n_partners, n_endpoints).
    members
        Group of each partner, -1 = none.
    worth
        Effective calls in the baseline, (n_partners,).
    """
    of = np.full(len(members), -1, dtype=np.int64)
    group: list[int] = []
    centres: list[Floats] = []
    weight = np.minimum(worth, 100.0)  # size does not count, only having hardly been seen does
    for one in np.unique(members[(members >= 0) & (worth > 0)]).tolist():
        rows = np.flatnonzero((members == one) & (worth > 0))
        for part in _split(csr_array(shares[rows]), weight[rows], _DEPTH):
            of[rows[part]] = len(group)
            group.append(one)
            centres.append(_centre(shares[rows[part]], weight[rows[part]]))
    return Ways(of, np.array(group, dtype=np.int64), np.array(centres).reshape(len(group), shares.shape[1]))


def _split(shares: csr_array, weight: Floats, depth: int) -> list[NDArray[np.intp]]:
    """Return the rows of each way, by repeated halving along the principal direction."""
    whole = np.arange(shares.shape[0])
    if depth == 0 or len(whole) < 2 * _FEWEST:
        return [whole]
    first = _halved(shares, weight)
    halves = [whole[first], whole[~first]]
    if min(len(half) for half in halves) < _FEWEST or not _clear(shares, weight, halves):
        return [whole]
    return [
        half[part] for half in halves for part in _split(csr_array(shares[half]), weight[half], depth - 1)
    ]


def _halved(shares: csr_array, weight: Floats) -> NDArray[np.bool_]:
    """Two-means on square roots of shares (Hellinger), begun at the principal direction's two sides."""
    roots = csr_array(shares.sqrt())
    first: NDArray[np.bool_] = _along_principal(roots, weight) > 0
    square: Floats = np.asarray(roots.power(2).sum(axis=1), dtype=np.float64).ravel()
    for _ in range(_ROUNDS):
        if first.all() or not first.any():
            break
        ends = [_centre(roots[np.flatnonzero(side)], weight[side]) for side in (first, ~first)]
        far = [square - 2 * (roots @ end) + end @ end for end in ends]
        near = far[0] < far[1]
        if (near == first).all():
            break
        first = near
    return first


def _along_principal(roots: csr_array, weight: Floats) -> Floats:
    """Return rows' places along the weighted principal direction, by power iteration, (n_rows,)."""
    middle = _centre(roots, weight)
    square: Floats = np.asarray(roots.power(2).sum(axis=1), dtype=np.float64).ravel()
    far = int((weight * (square - 2 * (roots @ middle))).argmax())
    way = roots[[far]].toarray()[0] - middle
    place = roots @ way - middle @ way
    for _ in range(_POWERS):
        weighted = weight * (place - np.average(place, weights=weight))
        way = roots.T @ weighted - middle * weighted.sum()
        size = np.linalg.norm(way)
        if size < 1e-12:
            break
        way /= size
        place = roots @ way - middle @ way
    result: Floats = np.asarray(place, dtype=np.float64)
    return result


def _clear(shares: csr_array, weight: Floats, halves: list[NDArray[np.intp]]) -> bool:
    """Whether two halves are far apart and each close together."""
    ends = [_centre(shares[half], weight[half]) for half in halves]
    apart = 0.5 * float(np.abs(ends[0] - ends[1]).sum())
    spread = [
        np.average(0.5 * _distances(csr_array(shares[half]), end), weights=weight[half])
        for half, end in zip(halves, ends, strict=True)
    ]
    return apart >= _APART and float(np.mean(spread)) <= _TIGHT * apart


def _distances(shares: csr_array, end: Floats) -> Floats:
    """Return the sum of absolute differences of each row to a centre, (n_rows,)."""
    part = shares.copy()
    part.data = np.abs(shares.data - end[shares.indices]) - end[shares.indices]
    result: Floats = np.asarray(part.sum(axis=1)).ravel() + end.sum()
    return result


def _centre(shares: csr_array, weight: Floats) -> Floats:
    result: Floats = (shares.T @ weight) / weight.sum()
    return result
