"""What partners' changes of a period are seen against: common causes, ways of working, what is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from detectors.base import History
from detectors.pivot import drift
from detectors.pivot.common_causes import CommonCauses, common_causes
from detectors.pivot.counts import Floats, Mask, weighted_mean
from detectors.pivot.distance import chance_shares
from detectors.pivot.periods import Period
from detectors.pivot.pointing import modal_groups
from detectors.pivot.shared_endpoints import SharedEndpoints, shared_endpoints
from detectors.pivot.sheet import Sheet
from detectors.pivot.ways import Ways, ways_of

_SETTLED = 3  # a baseline that begins later may have begun with what is new
_SCREEN = 0.03  # share of calls, beyond chance, that must have moved before a partner is looked at closely
_LEAST = 0.1  # the same, where it is seen that squares of change and of chance add up


@dataclass(frozen=True, slots=True)
class Setting:
    """What all partners' changes of a period are seen against.

    Attributes
    ----------
    shared
        Endpoints whose use changed alike for many, whatever their group.
    before, after
        Shares with common causes taken out, (n_partners, n_endpoints).
    moved
        Part of the calls between them, (n_partners,).
    members
        Group in the baseline, (n_partners,); -1 = none.
    ways
        Groups split into ways of working; what a change can point to.
    allowed
        What the group's drift, what other groups took up and what many shared explain of each partner's
        change, (n_partners, n_endpoints).
    judged
        (n_partners,); see Period.
    """

    causes: CommonCauses
    shared: SharedEndpoints
    before: csr_array
    after: csr_array
    moved: Floats
    members: NDArray[np.int64]
    ways: Ways
    allowed: csr_array
    judged: Mask


@dataclass(frozen=True, slots=True)
class Means:
    """Everybody's shares before and after, as counted.

    Attributes
    ----------
    sheet
        Shares before and after.
    worth
        Effective calls before and after, (2, n_partners).
    members
        Group in the baseline, (n_partners,); -1 = none.
    causes
        Swaps and launches that this period shows.
    """

    sheet: Sheet
    worth: Floats
    members: NDArray[np.int64]
    causes: CommonCauses


def means_of(history: History, shares: Sequence[csr_array], worth: Floats, period: Period) -> Means:
    """Return shares before and after, and what moved for many."""
    tested = worth * period.counted
    based = worth * period.baseline
    value = np.array([based.sum(axis=0), tested.sum(axis=0)])
    sheet = Sheet.of(weighted_mean(shares, based), weighted_mean(shares, tested))
    members = modal_groups(history.groups, period.baseline)
    noise = (1 / np.maximum(value, 1e-9)).sum(axis=0)
    settled = period.baseline.argmax(axis=0) < _SETTLED
    causes = common_causes(sheet, noise, period.judged, settled, members, history.endpoints)
    return Means(sheet, value, members, causes)


def setting_of(
    means: Means, causes: CommonCauses, period: Period, ways: Ways | None = None
) -> tuple[Setting, Mask]:
    """Take common causes out of everybody's change; also return who is worth a closer look.

    `ways` saves time where another pool of the same window found them.
    """
    members, judged = means.members, period.judged
    sheet = causes.on_sheet(means.sheet, members)
    before = sheet.matrix(sheet.before)
    if ways is None:
        ways = ways_of(before, members, means.worth[0])
    factors = drift.group_drift(sheet, ways.of, judged, len(ways.group))
    own = np.where(ways.of[sheet.rows] >= 0, factors[ways.of[sheet.rows], sheet.columns], 1.0)
    allowed = causes.adopted(sheet, members)
    allowed += drift.allowed_drift(sheet, sheet.change - allowed, own)
    noise = (1 / np.maximum(means.worth, 1e-9)).sum(axis=0)
    shared = shared_endpoints(sheet, sheet.change - allowed, noise, judged)
    allowed += shared.explained(sheet, sheet.change - allowed)
    moved = 0.5 * sheet.sums(np.abs(sheet.change - allowed))
    chance = sheet.sums(chance_shares(sheet, noise))
    wide = judged & (moved - chance > _SCREEN) & (moved**2 - chance**2 > _LEAST**2)
    setting = Setting(
        causes=causes,
        shared=shared,
        before=before,
        after=sheet.matrix(sheet.after),
        moved=0.5 * sheet.sums(np.abs(sheet.change)),
        members=members,
        ways=ways,
        allowed=sheet.matrix(allowed),
        judged=judged,
    )
    return setting, wide
