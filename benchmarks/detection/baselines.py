"""What others would do: eight detectors to stand beside ours. Thresholds are set by hand, not tuned.

Each is silent for five weeks after it told of a partner, as ours is; without that most would tell of the
same partner every week.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import jensenshannon
from scipy.stats import chi2
from sklearn.cluster import KMeans
from sklearn.ensemble import IsolationForest

from benchmarks.detection.replay import LEARNING
from benchmarks.detection.scoring import Alert
from detectors.fdr import q_values
from simulation import Platform

_QUIET = 5
_ENOUGH_CALLS = 50
_JS_TRAILING, _JS_FROZEN = 0.35, 0.35
_CUSUM_SLACK, _CUSUM_BOUND = 0.2, 0.5
_FDR = 0.01

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class World:
    """What a baseline may look at.

    Attributes
    ----------
    counts
        Successful calls, (n_weeks, n_partners, n_endpoints).
    groups
        By the frozen reference model, (n_weeks, n_partners).
    """

    counts: NDArray[np.int64]
    groups: NDArray[np.int64]

    def shares(self, first: int, last: int) -> NDArray[np.float64]:
        """Return pooled shares of weeks [first, last), (n_partners, n_endpoints)."""
        total = self.counts[first:last].sum(axis=0).astype(np.float64)
        result: NDArray[np.float64] = total / np.maximum(total.sum(axis=1, keepdims=True), 1)
        return result


def weekly_refit(world: World) -> Flags:
    """Refit KMeans every week and compare a partner's labels."""
    count = max(2, len(np.unique(world.groups[world.groups >= 0])))
    labels = [
        KMeans(count, n_init=1, random_state=week).fit_predict(_minmax(counts))
        for week, counts in enumerate(world.counts)
    ]
    return _first(np.diff(np.array(labels), axis=0, prepend=labels[:1]) != 0)


def frozen_labels(world: World) -> Flags:
    """The frozen reference model's label differs from last week's."""
    groups = world.groups
    changed = np.zeros(groups.shape, dtype=bool)
    changed[1:] = (groups[1:] != groups[:-1]) & (groups[1:] >= 0) & (groups[:-1] >= 0)
    return changed


def frozen_persistent(world: World) -> Flags:
    """The same, with at least 50 calls and two weeks in the new group after two in the old."""
    groups, calls = world.groups, world.counts.sum(axis=2)
    changed = np.zeros(groups.shape, dtype=bool)
    changed[3:] = (
        (groups[3:] == groups[2:-1]) & (groups[1:-2] == groups[:-3]) & (groups[2:-1] != groups[1:-2])
    )
    changed[3:] &= (calls[3:] >= _ENOUGH_CALLS) & (calls[2:-1] >= _ENOUGH_CALLS)
    return changed


def js_trailing(world: World) -> Flags:
    """Jensen-Shannon distance to the four weeks before."""
    rows = [np.zeros(world.groups.shape[1])] * 4
    rows += [_js(world.shares(w - 4, w), world.shares(w, w + 1)) for w in range(4, len(world.counts))]
    return _first(np.array(rows) > _JS_TRAILING)


def js_frozen(world: World) -> Flags:
    """Jensen-Shannon distance to the learning weeks, two weeks in a row."""
    far = _js_to_learning(world) > _JS_FROZEN
    both = far.copy()
    both[1:] &= far[:-1]
    return _first(both)


def isolation_forest(world: World) -> Flags:
    """IsolationForest on the change of shares from week to week, fitted on the learning weeks."""
    weeks = range(1, len(world.counts))
    change = [world.shares(w, w + 1) - world.shares(w - 1, w) for w in weeks]
    model = IsolationForest(n_estimators=50, contamination=0.005, random_state=0, max_samples=512)
    model.fit(np.concatenate(change[: LEARNING - 1]))
    rows = [np.zeros(world.groups.shape[1], dtype=bool)]
    return np.array(rows + [model.predict(one) < 0 for one in change])


def chi_square(world: World) -> Flags:
    """Chi-square test against the learning weeks, Benjamini-Hochberg over partners."""
    before = world.counts[:LEARNING].sum(axis=0).astype(np.float64)
    rows = []
    for counts in world.counts:
        both = before + counts
        part = counts.sum(axis=1, keepdims=True) / np.maximum(both.sum(axis=1, keepdims=True), 1)
        expected = both * part
        terms = (counts - expected) ** 2 / np.maximum(expected * (1 - part), 1e-9)
        usable = (expected >= 1) & (part < 1)
        freedom = np.maximum(usable.sum(axis=1) - 1, 1)
        rows.append(q_values(chi2.sf(np.where(usable, terms, 0).sum(axis=1), freedom)) <= _FDR)
    return _first(np.array(rows))


def cusum(world: World) -> Flags:
    """CUSUM of the Jensen-Shannon distance to the learning weeks (Page, 1954)."""
    total = np.zeros(world.groups.shape[1])
    rows = []
    for distance in _js_to_learning(world):
        total = np.maximum(0, total + distance - _CUSUM_SLACK)
        rows.append(total > _CUSUM_BOUND)
        total = np.where(rows[-1], 0, total)
    return np.array(rows)


BASELINES: dict[str, Callable[[World], Flags]] = {
    "KMeans refitted weekly, labels compared": weekly_refit,
    "frozen reference model, label change": frozen_labels,
    "the same, 50 calls and two weeks": frozen_persistent,
    "Jensen-Shannon, trailing four weeks": js_trailing,
    "Jensen-Shannon, learning weeks, two in a row": js_frozen,
    "IsolationForest on week deltas": isolation_forest,
    "chi-square with Benjamini-Hochberg": chi_square,
    "CUSUM on Jensen-Shannon": cusum,
}


def alerts_from(flags: Flags, platform: Platform) -> list[Alert]:
    """Return alerts of the weeks after learning, with a quiet time of five weeks for each partner."""
    found = []
    silent_until = np.zeros(flags.shape[1], dtype=int)
    for week in range(LEARNING, len(flags)):
        for row in np.flatnonzero(flags[week] & (week >= silent_until)).tolist():
            found.append(Alert(platform.partners[row], week))
            silent_until[row] = week + _QUIET + 1
    return found


def _first(far: Flags) -> Flags:
    """Keep the weeks in which something begins to be far."""
    begun = far.copy()
    begun[1:] &= ~far[:-1]
    return begun


def _js(before: NDArray[np.float64], after: NDArray[np.float64]) -> NDArray[np.float64]:
    seen = (before.sum(axis=1) > 0) & (after.sum(axis=1) > 0)
    distance = np.zeros(len(before))
    distance[seen] = jensenshannon(before[seen], after[seen], axis=1, base=2)
    return np.nan_to_num(distance)


def _js_to_learning(world: World) -> NDArray[np.float64]:
    before = world.shares(0, LEARNING)
    return np.array([_js(before, world.shares(week, week + 1)) for week in range(len(world.counts))])


def _minmax(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    low, high = counts.min(axis=1, keepdims=True), counts.max(axis=1, keepdims=True)
    result: NDArray[np.float64] = (counts - low) / np.where(high > low, high - low, 1)
    return result
