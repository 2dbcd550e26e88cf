"""Where a change points to: a matched filter towards the centre of every other group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.pivot.counts import Floats, Mask
from detectors.pivot.distance import SOFTENER


@dataclass(frozen=True, slots=True)
class Pointing:
    """Changes of some partners, seen along the way to each group's centre.

    Attributes
    ----------
    part
        How much of the way was gone, pooled over the tested windows, (n_rows, n_groups); 1 = all of it.
    error
        Its standard error.
    weekly
        The same for every window, (n_windows, n_rows, n_groups).
    cosine
        Of the change with the way, (n_rows, n_groups).
    """

    part: Floats
    error: Floats
    weekly: Floats
    cosine: Floats


def modal_groups(groups: NDArray[np.int64], baseline: Mask) -> NDArray[np.int64]:
    """Return the group each partner was in most often in its baseline, (n_partners,); -1 = none."""
    known = np.unique(groups[groups >= 0])
    if not len(known):
        return np.full(groups.shape[1], -1, dtype=np.int64)
    votes = np.array([((groups == group) & baseline).sum(axis=0) for group in known])
    return np.where(votes.max(axis=0) > 0, known[votes.argmax(axis=0)], -1).astype(np.int64)


def point(
    shares: Floats, before: Floats, after: Floats, noise_before: Floats, noise_after: Floats, centres: Floats
) -> Pointing:
    """Project changes on the ways to the centres.

    Parameters
    ----------
    shares
        By window, common causes taken out, (n_windows, n_rows, n_endpoints).
    before, after
        Baseline and tested shares, (n_rows, n_endpoints).
    noise_before, noise_after
        1 / effective calls, (n_rows,).
    centres
        (n_groups, n_endpoints).
    """
    if not len(centres):
        nowhere = np.zeros((len(before), 0))
        return Pointing(nowhere, nowhere, np.zeros((*shares.shape[:2], 0)), nowhere)
    parts, errors, weeks, cosines = [], [], [], []
    change, mean = after - before, 0.5 * (after + before)
    for centre in centres:
        weights = 1 / (0.5 * (before + centre) + SOFTENER)
        way = centre - before
        pull = weights * way
        size = np.maximum((pull * way).sum(axis=1), 1e-9)
        variance = (weights * before * (1 - before)).sum(axis=1)
        # the baseline's own noise stands on both sides of the product
        bias = np.minimum(variance * noise_before / size, 0.5)
        parts.append((pull * change).sum(axis=1) / size - bias)
        weeks.append(np.einsum("wre,re->wr", shares - before, pull) / size)
        spread = (pull**2 * mean).sum(axis=1) - (pull * mean).sum(axis=1) ** 2
        errors.append(np.sqrt(np.maximum(spread, 0) * (noise_before + noise_after)) / size)
        blur = (weights * mean * (1 - mean)).sum(axis=1) * (noise_before + noise_after)
        length = np.maximum((weights * change**2).sum(axis=1) - blur, 0.02)
        cosines.append(np.minimum((pull * change).sum(axis=1) / np.sqrt(size * length), 1.0))
    return Pointing(
        np.array(parts).T, np.array(errors).T, np.array(weeks).transpose(1, 2, 0), np.array(cosines).T
    )
