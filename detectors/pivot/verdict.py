"""Which of the measured changes are pivots."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr

from detectors.fdr import q_values
from detectors.pivot.counts import Floats, Mask
from detectors.pivot.measures import Measures

_LEAST = 1e-3  # a ratio of a figure to its bound that is as good as none
_WHOLE = 0.6  # part of the way, or of the calls, from which one endpoint alone may be the new use case
_ANYWHERE = 1.15  # more standard errors are asked of a change that may go anywhere
_CLEAR, _CLEAR_COSINE = 1.75, 0.8
_BEYOND = 0.35  # part of a change that must be beyond what the baseline shows now and then
_FAR = 0.45  # part of the calls that is too much for a way back to where one's group is


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a change must reach; the defaults come from development seeds (docs/detection.md).

    Attributes
    ----------
    sigmas
        Standard errors that the change must be above zero.
    part
        Part of the way to another use case, at least.
    cosine
        Of the change with that way, at least.
    moved
        Part of the calls that went elsewhere, at least, for a change that points nowhere.
    moved_pointing
        The same for a change that points to a group.
    steady
        The least of the pooled windows, as a fraction of their mean.
    fresh
        Part of the change that must be younger than the windows shortly before the tested ones.
    breadth
        Part of what a change must win that it must win without its largest winner: a second use case is more
        than one endpoint.
    own_breadth
        Part of what a change that points nowhere won that other endpoints than its largest winner must have.
    rate
        False discovery rate over the partners of a window.
    """

    sigmas: float = 4.0
    part: float = 0.2
    cosine: float = 0.5
    moved: float = 0.4
    moved_pointing: float = 0.15
    steady: float = 0.5
    fresh: float = 0.8
    breadth: float = 0.4
    own_breadth: float = 0.25
    rate: float = 0.01

    def cautious(self) -> Bounds:
        """Return larger bounds, for a platform that is still in its learning time."""
        return replace(
            self, part=2 * self.part, moved=1.2 * self.moved, moved_pointing=2 * self.moved_pointing
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which candidates pivoted, and how; arrays of length n_rows.

    Attributes
    ----------
    real, lasting, large
        The reasons one by one.
    points
        The change points to another group; else it must be larger.
    pivot
        All of them, and it stands at the false discovery rate.
    """

    real: Mask
    lasting: Mask
    large: Mask
    points: Mask
    pivot: Mask


def decide(measures: Measures, tolerance: Floats, tested: int, bounds: Bounds) -> Verdict:
    """Judge candidates.

    Parameters
    ----------
    tolerance
        Factor of at least 1 on the needed size, (n_rows,).
    tested
        How many partners were judged in the window.
    """
    score = measures.part / measures.part_error
    # partners of one use case differ; a change far above chance may point less straight at their centre
    clear = score >= _CLEAR * bounds.sigmas * tolerance
    points = (measures.target >= 0) & (measures.cosine >= np.where(clear, _CLEAR_COSINE, 1) * bounds.cosine)
    points &= measures.cosine > measures.own_cosine + 0.1
    along = score > bounds.sigmas * tolerance
    apart = measures.sigma > _ANYWHERE * bounds.sigmas * tolerance
    real = np.where(points, along, apart)
    large_there = (measures.part >= bounds.part * tolerance) & (
        measures.moved >= bounds.moved_pointing * tolerance
    )
    # going to one's own group's centre is no pivot; going far past it is
    home = (measures.own_cosine >= bounds.cosine) & (measures.own_part < 1.4)
    home &= measures.rebased | (measures.moved < _FAR)
    large_there &= (measures.breadth >= bounds.breadth) | (measures.part >= _WHOLE)
    broad = (measures.own_breadth >= bounds.own_breadth) | (measures.moved >= _WHOLE)
    large = np.where(points, large_there, (measures.shift >= bounds.moved * tolerance) & broad & ~home)
    need = bounds.steady if measures.period.pool <= 3 else 0.8 * bounds.steady
    lasting = np.where(
        points,
        (measures.steady >= need) & (measures.beyond > _BEYOND * measures.part),
        (measures.own_steady >= bounds.steady)
        & (measures.own_beyond > _BEYOND)
        & (measures.period.pool != 2),
    )
    lasting &= np.where(points, measures.fresh, measures.own_fresh) >= bounds.fresh
    # the best of many ways was taken, so chance had as many tries
    p = np.minimum(ndtr(-np.where(points, score, measures.sigma)) * np.where(points, measures.ways, 1), 1)
    quiet = np.ones(tested - len(p))  # those not worth a closer look were tested too
    known = q_values(np.concatenate([p, quiet]))[: len(p)] <= bounds.rate
    return Verdict(real, lasting, large, points, real & lasting & large & known)


def margin_of(measures: Measures, tolerance: Floats, points: Mask, bounds: Bounds) -> Floats:
    """Return how far each candidate is above the nearest of its bounds, as a logarithm, (n_rows,)."""
    along = [
        measures.part / (bounds.part * tolerance),
        measures.part / measures.part_error / (bounds.sigmas * tolerance),
        measures.moved / (bounds.moved_pointing * tolerance),
        measures.steady / bounds.steady,
        measures.cosine / bounds.cosine,
    ]
    apart = [
        measures.shift / (bounds.moved * tolerance),
        measures.sigma / (_ANYWHERE * bounds.sigmas * tolerance),
        measures.own_beyond / _BEYOND,
        measures.own_steady / bounds.steady,
    ]
    least = np.where(points, np.min(along, axis=0), np.min(apart, axis=0))
    result: Floats = np.log(np.maximum(least, _LEAST))
    return result
