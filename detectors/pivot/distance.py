"""An unbiased measure of how far tested windows are from the baseline, with its standard error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detectors.pivot.counts import Floats, Mask
from detectors.pivot.sheet import Sheet

SOFTENER = 0.02  # shares far below this are not worth a weight of their own


@dataclass(frozen=True, slots=True)
class Split:
    """Shares of some partners in two halves of a period; the halves share no window.

    Attributes
    ----------
    halves
        (2, n_rows, n_endpoints).
    calls
        Effective calls in each half, (2, n_rows).
    """

    halves: Floats
    calls: Floats

    @property
    def mean(self) -> Floats:
        """Share over both halves, (n_rows, n_endpoints)."""
        total = self.calls.sum(axis=0)
        weight = self.calls / np.where(total > 0, total, 1.0)
        result: Floats = (self.halves * weight[:, :, None]).sum(axis=0)
        return result

    @property
    def noise(self) -> Floats:
        """Variance factor 1 / effective calls of the mean, (n_rows,)."""
        return _inverse(self.calls.sum(axis=0))


def split(shares: Floats, weights: Floats) -> Split:
    """Split windows into two halves, taking turns.

    Parameters
    ----------
    shares
        (n_windows, n_rows, n_endpoints).
    weights
        Effective calls, (n_windows, n_rows); 0 = the window is no part of the period.
    """
    turn = (np.cumsum(weights > 0, axis=0) - 1) % 2
    halves, calls = [], []
    for which in (0, 1):
        part = np.where(turn == which, weights, 0.0)
        total = part.sum(axis=0)
        halves.append(np.einsum("wr,wre->re", part / np.where(total > 0, total, 1.0), shares))
        calls.append(total)
    return Split(np.array(halves), np.array(calls))


def metric(baseline: Floats) -> Floats:
    """Return chi-square-like weights 1 / (share + 0.02)."""
    return 1 / (baseline + SOFTENER)


def unbiased_shift(tested: Split, baseline: Split) -> tuple[Floats, Floats]:
    """Return the part of the calls that went elsewhere and its standard error, each (n_rows,).

    Which endpoints won is told from one half of the windows and how much they won is counted in the other,
    and the other way round, so that the expectation is zero when nothing changed, while a plug-in distance
    grows with the noise. Two shares are compared, of what won and of the rest, so the error is a binomial
    share's: an endpoint that was never used before weighs no more than another. Where a period has one window
    only, the plug-in total variation less what noise alone gives is used.
    """
    whole: Mask = np.logical_and((tested.calls > 0).all(axis=0), (baseline.calls > 0).all(axis=0))
    shift, middle = np.zeros(len(whole)), np.zeros(len(whole))
    for one, other in ((0, 1), (1, 0)):
        won = tested.halves[one] > baseline.halves[one]
        shift += 0.5 * ((tested.halves[other] - baseline.halves[other]) * won).sum(axis=1)
        middle += 0.25 * ((tested.mean + baseline.mean) * won).sum(axis=1)
    noise = tested.noise + baseline.noise
    chance = _chance(0.5 * (baseline.mean + tested.mean), noise[:, None]).sum(axis=1)
    plain = moved_share(baseline.mean, tested.mean)
    middle = np.clip(middle, 0, 1)
    error = np.sqrt(np.maximum(middle * (1 - middle), 0.01) * noise)
    return np.where(whole, shift, plain - chance), error


def _inverse(calls: Floats) -> Floats:
    return 1 / np.maximum(calls, 1e-9)


def chance_shares(sheet: Sheet, noise: Floats) -> Floats:
    """Return the part of the calls that count noise alone seems to move elsewhere, by entry of the sheet.

    Parameters
    ----------
    noise
        1 / effective calls before + 1 / effective calls after, (n_partners,).
    """
    return _chance(0.5 * (sheet.before + sheet.after), noise[sheet.rows])


def _chance(mean: Floats, noise: Floats) -> Floats:
    # the mean absolute value of a normal variable is sqrt(2 / pi) standard deviations
    share = np.clip(mean, 0, 1)
    result: Floats = 0.5 * np.sqrt(2 / np.pi * share * (1 - share) * noise)
    return result


def moved_share(before: Floats, after: Floats) -> Floats:
    """Return the part of the calls that went elsewhere (total variation), (n_rows,)."""
    result: Floats = 0.5 * np.abs(after - before).sum(axis=-1)
    return result
