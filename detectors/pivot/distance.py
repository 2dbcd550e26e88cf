"""An unbiased distance between a partner's baseline and its tested windows, with its standard error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detectors.pivot.counts import Floats

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


def unbiased_square(tested: Split, baseline: Split, weights: Floats) -> tuple[Floats, Floats]:
    """Return the squared distance and its standard error, each (n_rows,).

    Differences of one half of the tested windows to one half of the baseline are multiplied with those
    of the other halves: their noises are independent, so that the expectation is zero when nothing
    changed, while a plug-in distance grows with the noise. Where a period has one window only, the
    plug-in distance less its expected noise is used.
    """
    mean = 0.5 * (tested.mean + baseline.mean)
    whole = ((tested.calls > 0).all(axis=0)) & ((baseline.calls > 0).all(axis=0))
    straight = _product(tested.halves[0] - baseline.halves[0], tested.halves[1] - baseline.halves[1], weights)
    crossed = _product(tested.halves[0] - baseline.halves[1], tested.halves[1] - baseline.halves[0], weights)
    difference = tested.mean - baseline.mean
    noise = tested.noise + baseline.noise
    biased = _product(difference, difference, weights)
    biased -= (weights * mean * (1 - mean)).sum(axis=1) * noise
    square = np.where(whole, 0.5 * (straight + crossed), biased)
    return square, _standard_error(difference, mean, noise, weights)


def _standard_error(difference: Floats, mean: Floats, noise: Floats, weights: Floats) -> Floats:
    """Return the delta-method error of the product: a part that grows with the change, and one that stays."""
    pull = weights * difference
    along = (pull**2 * mean).sum(axis=1) - (pull * mean).sum(axis=1) ** 2
    alone = ((weights * mean) ** 2).sum(axis=1)
    error: Floats = np.sqrt(4 * np.maximum(along, 0) * noise + 2 * alone * noise**2)
    return error


def _product(left: Floats, right: Floats, weights: Floats) -> Floats:
    result: Floats = (left * right * weights).sum(axis=1)
    return result


def _inverse(calls: Floats) -> Floats:
    return 1 / np.maximum(calls, 1e-9)


def moved_share(before: Floats, after: Floats) -> Floats:
    """Return the part of the calls that went elsewhere (total variation), (n_rows,)."""
    result: Floats = 0.5 * np.abs(after - before).sum(axis=-1)
    return result
