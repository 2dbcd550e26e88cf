"""All figures of one period, for the partners whose change is worth a look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from detectors.pivot.aiming import aimed
from detectors.pivot.counts import Floats, Mask, dense
from detectors.pivot.distance import moved_share, split, unbiased_shift
from detectors.pivot.lasting import freshness, steadiness
from detectors.pivot.periods import Period
from detectors.pivot.pointing import along_itself, along_way, breadth, point
from detectors.pivot.setting import Setting

_BLOCK = 8_000_000  # shares looked at together: windows times partners times endpoints


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
    before: csr_array
    after: csr_array
    worth: Floats
    present: Mask
    rebased: Mask

    @property
    def sigma(self) -> Floats:
        """How many standard errors the distance is above zero."""
        return self.shift / self.shift_error


def measure(
    setting: Setting, shares: Sequence[csr_array], worth: Floats, period: Period, wide: Mask
) -> Measures:
    """Return the figures of the partners in `wide`, looked at so many at a time as fit in memory."""
    rows = np.flatnonzero(wide)
    size = max(1, _BLOCK // (len(shares) * shares[0].shape[1]))
    blocks = [rows[first : first + size] for first in range(0, len(rows), size)]
    return _joined([_measured(setting, shares, worth, period, block) for block in blocks])


def _joined(blocks: Sequence[Measures]) -> Measures:
    """Return the figures of all blocks one after the other."""
    found: dict[str, Any] = {}
    for name in (each.name for each in fields(Measures)):
        values = [getattr(one, name) for one in blocks]
        if isinstance(values[0], np.ndarray):
            found[name] = np.concatenate(values, axis=-1)
        elif isinstance(values[0], csr_array):
            found[name] = csr_array(vstack(values))
    return replace(blocks[0], **found)


def _measured(
    setting: Setting, shares: Sequence[csr_array], worth: Floats, period: Period, rows: NDArray[np.intp]
) -> Measures:
    seen, left = setting.causes.applied(dense(shares, rows), setting.members[rows])
    value = worth[:, rows] * left
    tested = value * period.counted[:, rows]
    seen[period.tested] -= setting.allowed[rows].toarray()
    based = value * period.baseline[:, rows]
    base, test = split(seen, based), split(seen, tested)
    before, after = base.mean, test.mean
    shift, shift_error = unbiased_shift(test, base)
    aim = aimed(setting.ways, rows, point(base, test, setting.ways.centres))
    aims = setting.ways.centres[aim.target] if len(setting.ways.centres) else before
    weekly = along_way(seen, before, aims)
    steady, beyond, unrest = steadiness(weekly, based, tested, aim.part_error)
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
        breadth=breadth(before, after, aims, test.noise + base.noise),
        weekly=weekly,
        steady=steady,
        beyond=beyond,
        fresh=freshness(weekly, value > 0, tested),
        own_fresh=freshness(own_weekly, value > 0, tested),
        own_steady=own_steady,
        own_beyond=own_beyond,
        own_weekly=own_weekly,
        before=csr_array(before),
        after=csr_array(after),
        worth=test.calls.sum(axis=0),
        present=value > 0,
        rebased=period.rebased[rows],
    )
