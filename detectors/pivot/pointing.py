"""Where a change points to: a matched filter towards the centre of every other group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.pivot.counts import Floats, Mask
from detectors.pivot.distance import SOFTENER, Split

_SHORTEST = 0.02  # squared length of a change below which its direction is noise


@dataclass(frozen=True, slots=True)
class Pointing:
    """Changes of some partners, seen along the way to each group's centre.

    Attributes
    ----------
    part
        How much of the way was gone, pooled over the tested windows, (n_rows, n_groups); 1 = all of it.
    error
        Its standard error.
    cosine
        Of the change with the way, (n_rows, n_groups).
    """

    part: Floats
    error: Floats
    cosine: Floats


def modal_groups(groups: NDArray[np.int64], baseline: Mask) -> NDArray[np.int64]:
    """Return the group each partner was in most often in its baseline, (n_partners,); -1 = none."""
    known = np.unique(groups[groups >= 0])
    if not len(known):
        return np.full(groups.shape[1], -1, dtype=np.int64)
    votes = np.array([((groups == group) & baseline).sum(axis=0) for group in known])
    return np.where(votes.max(axis=0) > 0, known[votes.argmax(axis=0)], -1).astype(np.int64)


def point(base: Split, test: Split, centres: Floats) -> Pointing:
    """Project changes on the ways to the centres.

    Parameters
    ----------
    base, test
        The baseline and the tested windows, common causes taken out.
    centres
        (n_groups, n_endpoints).
    """
    before, after, noise = base.mean, test.mean, base.noise + test.noise
    shape = (len(before), len(centres))
    parts, errors, cosines = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    change, mean = after - before, 0.5 * (after + before)
    for place, centre in enumerate(centres):
        weights, way = _weights(before, centre), centre - before
        pull = weights * way
        size = np.maximum((pull * way).sum(axis=1), 1e-9)
        # the baseline's own noise stands on both sides of the product
        bias = np.minimum((weights * before * (1 - before)).sum(axis=1) * base.noise / size, 0.5)
        parts[:, place] = (pull * change).sum(axis=1) / size - bias
        spread = (pull**2 * mean).sum(axis=1) - (pull * mean).sum(axis=1) ** 2
        errors[:, place] = np.sqrt(np.maximum(spread, 0) * noise) / size
        blur = (weights * mean * (1 - mean)).sum(axis=1) * noise
        length = np.maximum((weights * change**2).sum(axis=1) - blur, _SHORTEST)
        cosines[:, place] = np.minimum((pull * change).sum(axis=1) / np.sqrt(size * length), 1.0)
    return Pointing(parts, errors, cosines)


def along_way(shares: Floats, before: Floats, aims: Floats) -> Floats:
    """Return how much of the way to its aim each window shows, (n_windows, n_rows); 1 = all of it.

    Parameters
    ----------
    shares
        By window, common causes taken out, (n_windows, n_rows, n_endpoints).
    before, aims
        Where each way begins and ends, (n_rows, n_endpoints).
    """
    way = aims - before
    pull = _weights(before, aims) * way
    size = np.maximum((pull * way).sum(axis=1), 1e-9)
    result: Floats = (np.einsum("wre,re->wr", shares, pull) - (before * pull).sum(axis=1)) / size
    return result


def _weights(before: Floats, aims: Floats) -> Floats:
    return 1 / (0.5 * (before + aims) + SOFTENER)


def breadth(before: Floats, after: Floats, aims: Floats, noise: Floats) -> Floats:
    """Return how much of what it must win a change won without its largest winner, (n_rows,); 1 = all.

    A use case is more than one endpoint. Who took up a single one beside the old mix has its other shares
    fall; who took up a second use case wins on its other endpoints too. One standard error is forgiven.

    Parameters
    ----------
    before, after
        Shares, (n_rows, n_endpoints).
    aims
        The centre that each change points to, (n_rows, n_endpoints).
    noise
        1 / effective calls before + 1 / effective calls after, (n_rows,).
    """
    change, way = after - before, aims - before
    rows = np.arange(len(change))
    largest = np.where(way > 0, change, -np.inf).argmax(axis=1)
    others = way > 0
    others[rows, largest] = False
    won, wanted = (change * others).sum(axis=1), (way * others).sum(axis=1)
    whole = (np.maximum(way, 0)).sum(axis=1)
    part = (change * (way > 0)).sum(axis=1) / np.maximum(whole, 1e-9)
    middle = np.clip((0.5 * (before + after) * others).sum(axis=1), 0, 1)
    error = np.sqrt(np.maximum(middle * (1 - middle), 1e-4) * noise)
    result: Floats = (won + error) / np.maximum(part * wanted, 1e-3)
    return result


def along_itself(shares: Floats, before: Floats, after: Floats) -> Floats:
    """Return how much of its own change each window shows, (n_windows, n_rows); 1 = as the tested ones.

    What counts is the share of all endpoints that won: bounded, so that no rare endpoint decides.
    """
    won = (after > before).astype(np.float64)
    size = np.maximum(((after - before) * won).sum(axis=1), 1e-9)
    result: Floats = (np.einsum("wre,re->wr", shares, won) - (before * won).sum(axis=1)) / size
    return result
