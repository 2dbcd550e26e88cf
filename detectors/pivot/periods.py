"""Which windows of a partner are its baseline and which are tested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.base import Finding, History
from detectors.pivot.counts import Floats, Mask

_POOLS = (2, 3, 4)
_FEWEST_BASELINE = 4
_FIRST_POOLS = {2: (1,), 3: (2, 1)}
"""By a platform's number of windows: while there are few, one window must do, and raises no alert."""
_AFTER = {"gradual": 3, "partial": 2}  # windows until what came step by step has come
_CHURNING = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Period:
    """A choice of windows to test against a baseline.

    Attributes
    ----------
    pool
        How many windows are tested together.
    tested
        Indices of the tested windows, oldest first.
    counted
        (n_windows, n_partners); True = a tested window in which the partner was not nearly silent.
    baseline
        (n_windows, n_partners); True = belongs to the partner's baseline.
    judged
        (n_partners,); False = newcomer, quiet after an alert, churning or silent.
    rebased
        (n_partners,); True = the baseline was begun anew after a pivot.
    """

    pool: int
    tested: NDArray[np.intp]
    counted: Mask
    baseline: Mask
    judged: Mask
    rebased: Mask


def is_provisional(history: History) -> bool:
    """Whether the platform has not yet finished its learning time."""
    return history.first_index + len(history.windows) <= history.learning


def periods_of(history: History, calls: Floats) -> list[Period]:
    """Return the pools to test: two to four windows; in the first windows of a platform one."""
    usable = np.array([key not in history.calendar for key in history.windows])
    if usable.sum() < 2:
        usable[:] = True
    starts, rebased = baseline_starts(history, calls)
    if is_provisional(history):
        pools = _FIRST_POOLS.get(len(history.windows), (2,))
        return [_period(calls, usable, starts, rebased, pool, 8, 1) for pool in pools]
    most, fewest = history.learning, min(_FEWEST_BASELINE, history.learning)
    found = [_period(calls, usable, starts, rebased, pool, most, fewest) for pool in _POOLS]
    return [one for one in found if len(one.tested) == one.pool]


def last_window(history: History, calls: Floats) -> Period:
    """Return the judged window alone as a pool: for excursions."""
    usable = np.array([key not in history.calendar for key in history.windows])
    usable[-1] = True
    starts, rebased = baseline_starts(history, calls)
    return _period(calls, usable, starts, rebased, 1, history.learning, _FEWEST_BASELINE)


def baseline_starts(history: History, calls: Floats) -> tuple[NDArray[np.intp], Mask]:
    """Return the index of each partner's first baseline window, and whether a pivot set it, (n_partners,)."""
    present = calls > 0
    first = np.where(present.any(axis=0), present.argmax(axis=0), len(calls))
    # a newcomer's first window is a trial, not its way of working
    newcomer = first + history.first_index > 0
    newcomer &= first > 0
    first = first + newcomer
    index = {key: number for number, key in enumerate(history.windows)}
    rows = {partner: row for row, partner in enumerate(history.partners)}
    rebased = np.zeros(len(first), dtype=bool)
    pooled_first = max(max(_FIRST_POOLS) - history.first_index, 0)
    for partner, start in _resets(history.earlier, index, pooled_first).items():
        if partner in rows:
            first[rows[partner]] = max(first[rows[partner]], start)
            rebased[rows[partner]] = True
    return first, rebased


def _resets(earlier: Sequence[Finding], index: Mapping[str, int], first: int) -> dict[str, int]:
    """Return, for partners that pivoted before, where their new baseline begins.

    What was told before `first` without alert was one window only, and may still turn out not to last.
    """
    starts: dict[str, int] = {}
    for finding in earlier:
        place = index.get(finding.window, -1)
        if finding.kind != "pivot" or finding.partner is None or place < 0:
            continue
        if finding.alert or place >= first:
            later = _AFTER.get(finding.pivot_kind or "", 0)
            starts[finding.partner] = place + later
    return starts


def _period(
    calls: Floats,
    usable: Mask,
    starts: NDArray[np.intp],
    rebased: Mask,
    pool: int,
    most: int,
    fewest: int,
) -> Period:
    tested = np.flatnonzero(usable)[-pool:]
    place = np.arange(len(calls))[:, None]
    possible = usable[:, None] & (place >= starts) & (place < tested[0]) & (calls > 0)
    baseline = possible & (np.cumsum(possible, axis=0) <= most)
    count = baseline.sum(axis=0)
    usual = _medians(np.where(baseline, calls, np.nan))
    counted = np.zeros(calls.shape, dtype=bool)
    counted[tested] = calls[tested] > _CHURNING * usual
    # a holiday is passed over; who is nearly silent now is leaving
    enough = counted[tested[-1]] & (counted.sum(axis=0) >= min(pool, 2))
    return Period(pool, tested, counted, baseline, (count >= fewest) & enough, rebased)


def _medians(values: Floats) -> Floats:
    """Column medians that ignore NaN; 0 where there is nothing."""
    ordered = np.sort(values, axis=0)  # NaN goes last
    count = np.isfinite(values).sum(axis=0)
    low = np.take_along_axis(ordered, np.maximum(count - 1, 0)[None] // 2, axis=0)[0]
    high = np.take_along_axis(ordered, (count // 2).clip(max=len(values) - 1)[None], axis=0)[0]
    return np.where(count > 0, 0.5 * (low + high), 0.0)
