"""Endpoints whose use changed alike for many partners, whatever their group: nobody's own change.

A new version of a client library, a cache or a helper call moves the same endpoints for all who use it, each
from its own mix, so that neither a group's drift nor one direction of all changes shows it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.pivot.counts import Floats, Mask
from detectors.pivot.sheet import Sheet

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

    def explained(self, sheet: Sheet, left: Floats) -> Floats:
        """Return what this explains of each partner's change, by entry of the sheet; rows sum to 0.

        What an endpoint won or lost, the partner's other endpoints lost or won in proportion.

        Parameters
        ----------
        left
            What is to be explained, by entry.
        """
        column = sheet.columns
        part = np.where(self.winners[column] > 0, np.clip(left, 0, self.gain[column]), 0.0)
        most = -sheet.before * (1 - self.kept[column])
        part += np.where(self.losers[column] > 0, np.clip(left, most, 0), 0.0)
        rest = np.where(part == 0, sheet.before, 0.0)
        total = sheet.sums(rest)
        scale = sheet.sums(part) / np.where(total > 0, total, 1.0)
        result: Floats = part - scale[sheet.rows] * rest
        return result


def shared_endpoints(sheet: Sheet, left: Floats, noise: Floats, judged: Mask) -> SharedEndpoints:
    """Find endpoints that at least 3 % of all partners won on, or 15 % of their users lost on; six at least.

    Parameters
    ----------
    left
        Change that swaps, launches and groups' drift do not explain, by entry of the sheet.
    noise
        1 / effective calls before + 1 / effective calls after, (n_partners,).
    judged
        Who counts, (n_partners,).
    """
    middle = np.clip(sheet.before + 0.5 * left, 0, 1)
    error = np.sqrt(np.maximum(middle * (1 - middle), 1e-6) * noise[sheet.rows])
    bound = np.where(judged[sheet.rows], np.maximum(_LEAST, _SIGMAS * error), np.inf)
    won, lost = left > bound, left < -bound
    winners, losers = sheet.counts(won), sheet.counts(lost)
    users = sheet.counts(sheet.before > bound)
    winners = np.where(winners >= np.maximum(_FEWEST, _PART_OF_ALL * judged.sum()), winners, 0)
    losers = np.where(losers >= np.maximum(_FEWEST, _PART_OF_USERS * users), losers, 0)
    gain, kept = np.zeros(len(winners)), np.ones(len(winners))
    for column in np.flatnonzero(winners):
        gain[column] = np.quantile(left[won & (sheet.columns == column)], _MOST)
    for column in np.flatnonzero(losers):
        chosen = lost & (sheet.columns == column)
        before = sheet.before[chosen]
        kept[column] = np.quantile(np.maximum(before + left[chosen], 0) / before, 1 - _MOST)
    return SharedEndpoints(winners, losers, gain, kept)
