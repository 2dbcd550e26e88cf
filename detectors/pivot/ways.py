"""Ways of working: the groups of the reference model, split where one group holds two clearly different ones.

A reference model with too few groups would hide a change inside a group, so the detector looks closer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.pivot.counts import Floats

_FEWEST = 3  # members of a way
_APART = 0.35  # total variation between two ways' centres, at least
_TIGHT = 0.6  # members' mean distance to their centre, as part of the distance between the centres, at most
_DEPTH = 4
_ROUNDS = 20


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


def ways_of(shares: Floats, members: NDArray[np.int64], worth: Floats) -> Ways:
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
        for part in _split(shares[rows], weight[rows], _DEPTH):
            of[rows[part]] = len(group)
            group.append(one)
            centres.append(_centre(shares[rows[part]], weight[rows[part]]))
    return Ways(of, np.array(group, dtype=np.int64), np.array(centres).reshape(len(group), shares.shape[1]))


def _split(shares: Floats, weight: Floats, depth: int) -> list[NDArray[np.intp]]:
    """Return the rows of each way, by repeated halving along the principal direction."""
    whole = np.arange(len(shares))
    if depth == 0 or len(shares) < 2 * _FEWEST:
        return [whole]
    first = _halved(shares, weight)
    halves = [whole[first], whole[~first]]
    if min(len(half) for half in halves) < _FEWEST or not _clear(shares, weight, halves):
        return [whole]
    return [half[part] for half in halves for part in _split(shares[half], weight[half], depth - 1)]


def _halved(shares: Floats, weight: Floats) -> NDArray[np.bool_]:
    """Two-means on square roots of shares (Hellinger), begun at the principal direction's two sides."""
    roots = np.sqrt(shares)
    used = roots.any(axis=0)
    roots = roots[:, used]
    centred = (roots - np.average(roots, axis=0, weights=weight)) * np.sqrt(weight)[:, None]
    _, vectors = np.linalg.eigh(centred.T @ centred)
    first: NDArray[np.bool_] = (roots - np.average(roots, axis=0, weights=weight)) @ vectors[:, -1] > 0
    for _ in range(_ROUNDS):
        if first.all() or not first.any():
            break
        ends = [np.average(roots[side], axis=0, weights=weight[side]) for side in (first, ~first)]
        near = ((roots - ends[0]) ** 2).sum(axis=1) < ((roots - ends[1]) ** 2).sum(axis=1)
        if (near == first).all():
            break
        first = near
    return first


def _clear(shares: Floats, weight: Floats, halves: list[NDArray[np.intp]]) -> bool:
    """Whether two halves are far apart and each close together."""
    ends = [_centre(shares[half], weight[half]) for half in halves]
    apart = 0.5 * float(np.abs(ends[0] - ends[1]).sum())
    spread = [
        np.average(0.5 * np.abs(shares[half] - end).sum(axis=1), weights=weight[half])
        for half, end in zip(halves, ends, strict=True)
    ]
    return apart >= _APART and float(np.mean(spread)) <= _TIGHT * apart


def _centre(shares: Floats, weight: Floats) -> Floats:
    result: Floats = weight @ shares / weight.sum()
    return result
