"""Whether a change stays, since when, and how it came."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detectors.pivot.counts import Floats

_ENOUGH_TO_FORGIVE = 6  # baseline windows from which one odd one is forgiven
_BEGUN = 0.4
_TRAILING_FIRST, _TRAILING_LAST = 12, 4  # windows before the judged one that a change is also compared with


def steadiness(weekly: Floats, based: Floats, tested: Floats, error: Floats) -> tuple[Floats, Floats, Floats]:
    """Tell a lasting change from one odd window and from what the baseline itself shows now and then.

    Parameters
    ----------
    weekly
        Part of the change in each window, (n_windows, n_rows).
    based, tested
        Effective calls of the baseline's and the tested windows, zero elsewhere, (n_windows, n_rows).
    error
        Standard error of the tested mean that count noise gives, (n_rows,).

    Returns
    -------
    steady, beyond, unrest
        Each (n_rows,): what the least tested window carries, with one standard error of its own forgiven,
        or what all but the largest carry, whichever is less, as a fraction of the tested mean; the tested
        mean less the largest baseline window (the second largest where there are at least six); the standard
        error of the tested mean that the baseline's own week-to-week unrest gives.
    """
    total = tested.sum(axis=0)
    mean = (weekly * tested).sum(axis=0) / np.where(total > 0, total, 1)
    own_error = error * np.sqrt(total / np.maximum(tested, 1e-9))
    least = np.where(tested > 0, weekly + own_error, np.inf).min(axis=0)
    place = np.where(tested > 0, weekly, -np.inf).argmax(axis=0)[None]
    top = np.take_along_axis(weekly, place, axis=0)[0]
    others = (tested > 0).sum(axis=0) - 1
    rest = (np.where(tested > 0, weekly, 0).sum(axis=0) - top) / np.maximum(others, 1)
    least = np.where(others > 0, np.minimum(least, rest), least)
    ordered = -np.sort(np.where(based > 0, -weekly, np.inf), axis=0)  # largest first
    count = (based > 0).sum(axis=0)
    place = np.where(count >= _ENOUGH_TO_FORGIVE, 1, 0)
    highest = np.take_along_axis(ordered, place[None], axis=0)[0]
    highest = np.where(np.isfinite(highest), highest, 0)
    middle = (weekly * (based > 0)).sum(axis=0) / np.maximum(count, 1)
    square = (((weekly - middle) ** 2) * (based > 0)).sum(axis=0) / np.maximum(count - 1, 1)
    windows = np.maximum((tested > 0).sum(axis=0), 1)
    unrest = np.sqrt(square * (1 / windows + 1 / np.maximum(count, 1)))
    return least / np.maximum(mean, 1e-9), mean - highest, unrest


def freshness(weekly: Floats, present: NDArray[np.bool_], tested: Floats) -> Floats:
    """Return which part of a change is younger than the windows shortly before the tested ones, (n_rows,).

    A pivot takes some six weeks at most; what was there to a large part two months ago is slow drift away
    from a baseline that has grown old, or a partner that swings to and fro.

    Parameters
    ----------
    weekly
        Part of the change in each window, (n_windows, n_rows).
    present
        Windows with calls, (n_windows, n_rows).
    tested
        Effective calls of the tested windows, zero elsewhere, (n_windows, n_rows).
    """
    last = len(weekly) - 1
    recent = slice(max(last - _TRAILING_FIRST, 0), max(last - _TRAILING_LAST, 0))
    count = present[recent].sum(axis=0)
    trailing = np.where(present[recent], weekly[recent], 0).sum(axis=0) / np.maximum(count, 1)
    mean = np.where(tested > 0, weekly, 0).sum(axis=0) / np.maximum((tested > 0).sum(axis=0), 1)
    result: Floats = 1 - trailing / np.maximum(mean, 1e-9)
    return result


def began(weekly: NDArray[np.float64], usable: NDArray[np.bool_], level: float) -> int:
    """Return the index of the first window of the last unbroken run above 40 % of `level`.

    Parameters
    ----------
    weekly
        Part of the change in each window, (n_windows,).
    usable
        Windows with calls, after the baseline; others are passed over.
    """
    start = len(weekly) - 1
    for index in range(len(weekly) - 1, -1, -1):
        if not usable[index]:
            continue
        if weekly[index] < _BEGUN * level:
            break
        start = index
    return start


def came_gradually(weekly: NDArray[np.float64], start: int) -> bool:
    """Whether the change grew in steps rather than at once: its first window is far below its last."""
    run = weekly[start:]
    if len(run) < 2:
        return False
    before = weekly[start - 1] if start else 0.0
    last = float(run[-1])
    rising = bool((np.diff(run) > -0.1 * last).all())
    return rising and (float(run[0]) < 0.72 * last or 0.12 * last < before)
