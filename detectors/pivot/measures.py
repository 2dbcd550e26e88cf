"""All figures of one period, for the partners whose change is worth a look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from detectors.base import History
from detectors.pivot import drift
from detectors.pivot.aiming import aimed
from detectors.pivot.common_causes import CommonCauses, common_causes
from detectors.pivot.counts import Floats, Mask, dense, weighted_mean
from detectors.pivot.distance import chance_share, metric, moved_share, split, unbiased_shift
from detectors.pivot.lasting import freshness, steadiness
from detectors.pivot.periods import Period
from detectors.pivot.pointing import along_itself, breadth, modal_groups, point
from detectors.pivot.shared_endpoints import SharedEndpoints, shared_endpoints
from detectors.pivot.ways import Ways, ways_of

_SETTLED = 3  # a baseline that begins later may have begun with what is new
_SCREEN = 0.03  # share of calls, beyond chance, that must have moved before a partner is looked at closely


@dataclass(frozen=True, slots=True)
class Setting:
    """What all partners' changes of a period are seen against.

    Attributes
    ----------
    before, after
        Shares with common causes taken out, (n_partners, n_endpoints).
    members
        Group in the baseline, (n_partners,); -1 = none.
    ways
        Groups split into ways of working; what a change can point to.
    shared
        Endpoints whose use changed alike for many, whatever their group.
    allowed
        What the group's drift, what other groups took up and what many shared explain of each partner's
        change, (n_partners, n_endpoints).
    judged
        (n_partners,); see Period.
    """

    causes: CommonCauses
    shared: SharedEndpoints
    before: Floats
    after: Floats
    members: NDArray[np.int64]
    ways: Ways
    allowed: Floats
    judged: Mask


@dataclass(frozen=True, slots=True)
class Measures:
    """Figures of the candidates of one period; arrays of length n_rows unless said.

    Attributes
    ----------
    rows
        Indices of partners.
    square, square_error
        Unbiased squared distance, and its standard error.
    moved
        Part of the calls that went elsewhere.
    target
        Index of the way of working to which the change points; -1 = there is no other one.
    ways
        How many ways of working there are beside the own one.
    part, part_error
        How much of the way to the target was gone, and its error.
    cosine, own_cosine
        Of the change with the way to the target and to the own group's centre.
    weekly
        Part of the way in every window, (n_windows, n_rows).
    steady
        The least of the tested windows' parts of the change, as a fraction of their mean.
    beyond
        How far the change is above what the baseline's odd windows showed (same unit as `part`).
    fresh
        Part of the change that the windows shortly before the tested ones did not show.
    own_part, own_weekly, own_steady, own_beyond, own_fresh
        `part` towards the own group's centre; the others along the change itself.
    worth
        Effective calls in the tested windows.
    present
        Windows with calls, (n_windows, n_rows).
    rebased
        The baseline was begun anew after a pivot.
    before, after
        (n_rows, n_endpoints), common causes and drift taken out.
    """

    period: Period
    rows: NDArray[np.intp]
    shift: Floats
    shift_error: Floats
    moved: Floats
    target: NDArray[np.intp]
    ways: int
    part: Floats
    part_error: Floats
    cosine: Floats
    own_cosine: Floats
    own_part: Floats
    breadth: Floats
    own_breadth: Floats
    weekly: Floats
    steady: Floats
    beyond: Floats
    fresh: Floats
    own_steady: Floats
    own_beyond: Floats
    own_fresh: Floats
    own_weekly: Floats
    before: Floats
    after: Floats
    worth: Floats
    present: Mask
    rebased: Mask

    @property
    def sigma(self) -> Floats:
        """How many standard errors the distance is above zero."""
        return self.shift / self.shift_error


@dataclass(frozen=True, slots=True)
class Means:
    """Everybody's shares before and after, as counted.

    Attributes
    ----------
    before, after
        (n_partners, n_endpoints).
    worth
        Effective calls before and after, (2, n_partners).
    members
        Group in the baseline, (n_partners,); -1 = none.
    causes
        Swaps and launches that this period shows.
    """

    before: Floats
    after: Floats
    worth: Floats
    members: NDArray[np.int64]
    causes: CommonCauses


def means_of(history: History, shares: Sequence[csr_array], worth: Floats, period: Period) -> Means:
    """Return shares before and after, and what moved for many."""
    tested = worth * period.counted
    based = worth * period.baseline
    value = np.array([based.sum(axis=0), tested.sum(axis=0)])
    before, after = weighted_mean(shares, based), weighted_mean(shares, tested)
    members = modal_groups(history.groups, period.baseline)
    noise = (1 / np.maximum(value, 1e-9)).sum(axis=0)
    settled = period.baseline.argmax(axis=0) < _SETTLED
    causes = common_causes(before, after, noise, period.judged, settled, members, history.endpoints)
    return Means(before, after, value, members, causes)


def setting_of(
    means: Means, causes: CommonCauses, period: Period, ways: Ways | None = None
) -> tuple[Setting, Mask]:
    """Take common causes out of everybody's change; also return who is worth a closer look.

    `ways` saves time where another pool of the same window found them.
    """
    members, judged = means.members, period.judged
    before = causes.applied(means.before, members)[0]
    after = causes.applied(means.after, members)[0]
    if ways is None:
        ways = ways_of(before, members, means.worth[0])
    factors = drift.group_drift(before, after, ways.of, judged, len(ways.group))
    own = np.where(ways.of[:, None] >= 0, factors[ways.of], 1.0)
    spilled = causes.adopted(before, after, members)
    allowed = spilled + drift.allowed_drift(before, after - spilled, own, metric(before))
    noise = (1 / np.maximum(means.worth, 1e-9)).sum(axis=0)
    shared = shared_endpoints(before, after - allowed, noise, judged)
    allowed += shared.explained(before, after - allowed)
    moved = moved_share(before, after - allowed) - chance_share(before, after, noise)
    wide = judged & (moved > _SCREEN)
    return Setting(causes, shared, before, after, members, ways, allowed, judged), wide


def measure(
    setting: Setting, shares: Sequence[csr_array], worth: Floats, period: Period, wide: Mask
) -> Measures:
    """Return the figures of the partners in `wide`."""
    rows = np.flatnonzero(wide)
    seen, left = setting.causes.applied(dense(shares, rows), setting.members[rows])
    value = worth[:, rows] * left
    tested = value * period.counted[:, rows]
    seen[period.tested] -= setting.allowed[rows]
    based = value * period.baseline[:, rows]
    base, test = split(seen, based), split(seen, tested)
    before, after = base.mean, test.mean
    shift, shift_error = unbiased_shift(test, base)
    aim = aimed(setting.ways, rows, point(seen, base, test, setting.ways.centres))
    steady, beyond, unrest = steadiness(aim.weekly, based, tested, aim.part_error)
    won = np.maximum(after - before, 0)
    own_weekly = along_itself(seen, before, after)
    own_error = shift_error / np.maximum(moved_share(before, after), 1e-9)
    own_steady, own_beyond, _ = steadiness(own_weekly, based, tested, own_error)
    return Measures(
        period=period,
        rows=rows,
        shift=shift,
        shift_error=np.maximum(shift_error, 1e-9),
        moved=moved_share(before, after),
        target=aim.target,
        ways=max(len(setting.ways.group) - 1, 1),
        part=aim.part,
        part_error=np.maximum(np.maximum(aim.part_error, unrest), 1e-9),
        cosine=aim.cosine,
        own_cosine=aim.own_cosine,
        own_part=aim.own_part,
        own_breadth=1 - won.max(axis=1) / np.maximum(won.sum(axis=1), 1e-9),
        breadth=breadth(before, after, setting.ways.centres[aim.target], test.noise + base.noise),
        weekly=aim.weekly,
        steady=steady,
        beyond=beyond,
        fresh=freshness(aim.weekly, value > 0, tested),
        own_fresh=freshness(own_weekly, value > 0, tested),
        own_steady=own_steady,
        own_beyond=own_beyond,
        own_weekly=own_weekly,
        before=before,
        after=after,
        worth=test.calls.sum(axis=0),
        present=value > 0,
        rebased=period.rebased[rows],
    )
