"""What moved for many at once: endpoints that were swapped for others, and endpoints that were launched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.pivot.counts import Floats, Mask

_MOVED = 0.015  # a smaller change of a share is not looked at
_SIGMAS = 2.5
_ALIKE = 0.4  # loss and gain may differ by this part of the larger
_FEWEST_MOVERS = 4
_PART_OF_USERS = 0.1
_FEWEST_BY_NAME = 2  # movers needed when the labels say themselves that one follows the other
_USED = 0.01
_LAUNCHED = 0.002
_VERSION = re.compile(r"/v\d+(?=/)")


@dataclass(frozen=True, slots=True)
class CommonCauses:
    """How to look at shares so that common causes do not show.

    Attributes
    ----------
    swaps
        (old column, new column, movers): from now on one endpoint.
    launches
        (column, adopters): endpoints that nobody used before; neutral.
    """

    swaps: tuple[tuple[int, int, int], ...]
    launches: tuple[tuple[int, int], ...]

    def applied(self, shares: Floats) -> tuple[Floats, Floats]:
        """Return shares with swaps merged and launches left out, and the part of the calls that is left.

        Parameters
        ----------
        shares
            (..., n_endpoints); rows sum to 1 or are zero.
        """
        seen = shares.copy()
        for old, new in self._merges(shares.shape[-1]):
            seen[..., new] += seen[..., old]
            seen[..., old] = 0
        seen[..., [column for column, _ in self.launches]] = 0
        left = seen.sum(axis=-1)
        return seen / np.where(left > 0, left, 1)[..., None], left

    def representatives(self, count: int) -> NDArray[np.intp]:
        """Return the column that stands for each endpoint, (n_endpoints,)."""
        stands = np.arange(count)
        for old, new, _ in self.swaps:
            stands[stands == stands[old]] = stands[new]
        return stands

    def _merges(self, count: int) -> list[tuple[int, int]]:
        stands = self.representatives(count)
        return [(old, int(new)) for old, new in enumerate(stands) if new != old]


def common_causes(
    before: Floats,
    after: Floats,
    noise: Floats,
    judged: Mask,
    members: NDArray[np.int64],
    labels: Sequence[str],
) -> CommonCauses:
    """Find swaps and launches in the changes of all judged partners.

    Parameters
    ----------
    before, after
        Shares, (n_partners, n_endpoints).
    noise
        1 / effective calls before + 1 / effective calls after, (n_partners,).
    members
        Group of each partner, -1 = none.
    """
    change = np.where(judged[:, None], after - before, 0.0)
    middle = 0.5 * (after + before)
    error = np.sqrt(np.maximum(middle * (1 - middle), 1e-6) * noise[:, None])
    clear = np.abs(change) > np.maximum(_MOVED, _SIGMAS * error)
    swaps = _swaps(np.where(clear, change, 0.0), before * judged[:, None], labels)
    followed = {new for _, new, _ in swaps}
    launches = _launches(np.where(clear, change, 0.0), before, members, judged)
    return CommonCauses(tuple(swaps), tuple(one for one in launches if one[0] not in followed))


def _swaps(change: Floats, before: Floats, labels: Sequence[str]) -> list[tuple[int, int, int]]:
    """Pair endpoints that many partners exchanged for each other: as much lost here as won there."""
    losers = np.flatnonzero((change < 0).sum(axis=0) >= _FEWEST_BY_NAME)
    winners = np.flatnonzero((change > 0).sum(axis=0) >= _FEWEST_BY_NAME)
    lost, users = -change[:, losers], (before > _USED).sum(axis=0)
    found = []
    for new in winners:
        won = change[:, new, None]
        alike = (lost > 0) & (won > 0) & (np.abs(won - lost) <= _ALIKE * np.maximum(won, lost))
        movers = alike.sum(axis=0)
        for place in np.flatnonzero(movers >= _FEWEST_BY_NAME):
            old, count = int(losers[place]), int(movers[place])
            if count >= _needed(labels[old], labels[int(new)], int(users[old])):
                found.append((old, int(new), count))
    return sorted(found, key=lambda one: (-one[2], labels[one[0]], labels[one[1]]))


def _needed(old: str, new: str, users: int) -> float:
    part = _PART_OF_USERS * users
    if _VERSION.sub("", old) == _VERSION.sub("", new):
        return max(_FEWEST_BY_NAME, part)
    return max(_FEWEST_MOVERS, part)


def _launches(
    change: Floats, before: Floats, members: NDArray[np.int64], judged: Mask
) -> list[tuple[int, int]]:
    """Find endpoints that hardly anybody used and that a sizeable part of a group took up."""
    count = max(int(judged.sum()), 1)
    unused = (before[judged] > _LAUNCHED).sum(axis=0) <= max(1, 0.01 * count)
    found = []
    for column in np.flatnonzero(unused & ((change > 0).sum(axis=0) >= _FEWEST_MOVERS)):
        adopters = change[:, column] > 0
        groups, sizes = np.unique(members[judged], return_counts=True)
        most = max(
            (adopters[members == group].sum() / size for group, size in zip(groups, sizes, strict=True)),
            default=0.0,
        )
        if most >= _PART_OF_USERS:
            found.append((int(column), int(adopters.sum())))
    return found
