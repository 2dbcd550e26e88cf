"""Endpoints whose use changed alike for many partners, whatever their group: nobody's own change.

A new version of a client library, a cache or a helper call moves the same endpoints for all who use it, each
from its own mix, so that neither a group's drift nor one direction of all changes shows it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.pivot.counts import Floats, Mask

_LEAST = 0.015  # a smaller change of a share is not looked at
_SIGMAS = 2.5
_FEWEST = 6
_PART_OF_ALL = 0.03  # of the judged partners that use more of an endpoint
_PART_OF_USERS = 0.15  # of an endpoint's users that use less of it
_MOST = 0.9  # what nine of ten of them stayed within; more than that is a partner's own


@dataclass(frozen=True, slots=True)
class SharedEndpoints:
    """What moved for many.

    Attributes
    ----------
    winners, losers
        How many partners' share of each endpoint rose or fell, zero where they are too few, (n_endpoints,).
    gain
        How much the share rose at most, for nine of ten of the winners, (n_endpoints,).
    kept
        Which part of the share was kept at least, for nine of ten of the losers, (n_endpoints,).
    """

    winners: NDArray[np.int64]
    losers: NDArray[np.int64]
    gain: Floats
    kept: Floats

    def explained(self, before: Floats, after: Floats) -> Floats:
        """Return what this explains of each partner's change, (n_partners, n_endpoints); rows sum to 0.

        What an endpoint won or lost, the partner's other endpoints lost or won in proportion.
        """
        change = after - before
        part = np.where(self.winners > 0, np.clip(change, 0, self.gain), 0.0)
        part += np.where(self.losers > 0, np.clip(change, -before * (1 - self.kept), 0), 0.0)
        rest = np.where(part == 0, before, 0.0)
        total = rest.sum(axis=1, keepdims=True)
        scaled = rest / np.where(total > 0, total, 1.0)
        result: Floats = part - part.sum(axis=1, keepdims=True) * scaled
        return result


def shared_endpoints(before: Floats, after: Floats, noise: Floats, judged: Mask) -> SharedEndpoints:
    """Find endpoints that at least 3 % of all partners won on, or 15 % of their users lost on; six at least.

    Parameters
    ----------
    before, after
        Shares; what swaps, launches and groups' drift explain is taken out of `after`,
        (n_partners, n_endpoints).
    noise
        1 / effective calls before + 1 / effective calls after, (n_partners,).
    judged
        Who counts, (n_partners,).
    """
    change, middle = after - before, np.clip(0.5 * (after + before), 0, 1)
    bound = np.maximum(_LEAST, _SIGMAS * np.sqrt(np.maximum(middle * (1 - middle), 1e-6) * noise[:, None]))
    bound[~judged] = np.inf
    won, lost = change > bound, change < -bound
    winners, losers = won.sum(axis=0), lost.sum(axis=0)
    users = (before > bound).sum(axis=0)
    winners = np.where(winners >= np.maximum(_FEWEST, _PART_OF_ALL * judged.sum()), winners, 0)
    losers = np.where(losers >= np.maximum(_FEWEST, _PART_OF_USERS * users), losers, 0)
    gain, kept = np.zeros(len(winners)), np.ones(len(winners))
    for column in np.flatnonzero(winners):
        gain[column] = np.quantile(change[won[:, column], column], _MOST)
    for column in np.flatnonzero(losers):
        rows = lost[:, column]
        kept[column] = np.quantile(np.maximum(after[rows, column], 0) / before[rows, column], 1 - _MOST)
    return SharedEndpoints(winners, losers, gain, kept)
