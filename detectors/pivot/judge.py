"""The pivot detector: from a history to findings about its last window."""

from __future__ import annotations

from functools import reduce

import numpy as np

from detectors.base import Finding, History
from detectors.pivot.common_causes import CommonCauses
from detectors.pivot.confidence import confidence_of
from detectors.pivot.counts import Floats, Mask, calls_of, effective_calls, overdispersion, shares_of
from detectors.pivot.measures import Measures, Setting, means_of, measure, setting_of
from detectors.pivot.periods import is_provisional, periods_of
from detectors.pivot.story import Case, tell_pivot
from detectors.pivot.verdict import Bounds, Verdict, decide, margin_of, same_direction
from detectors.pivot.ways import Ways

_SHARED_PART = 0.1  # of a group's members that move in one direction: then it is the group's move
_SHARED_FEWEST = 3


def judge(history: History, bounds: Bounds) -> list[Finding]:
    """Return what is to be said about the history's last window, in a fixed order."""
    if len(history.windows) < 2 or not history.partners:
        return []
    if is_provisional(history):
        bounds = bounds.cautious()
    calls = calls_of(history.successes)
    shares = shares_of(history.successes, calls)
    worth = effective_calls(calls, overdispersion(shares, calls))
    tolerance = np.array([max(1.0, history.tolerance.get(one, 1.0)) for one in history.partners])
    told: dict[int, Finding] = {}
    periods = periods_of(history, calls)
    means = [means_of(history, shares, worth, period) for period in periods]
    causes = reduce(CommonCauses.with_, (one.causes for one in means), CommonCauses())
    ways: Ways | None = None
    for period, mean in zip(periods, means, strict=True):
        setting, wide = setting_of(mean, causes, period, ways)
        ways = setting.ways
        if not wide.any():
            continue
        measures = measure(setting, shares, worth, period, wide)
        needed = tolerance[measures.rows]
        verdict = decide(measures, needed, int(period.judged.sum()), bounds)
        sure = confidence_of(margin_of(measures, needed, verdict.points, bounds))
        movers, shared = _movers(measures, setting, verdict)
        for place in np.flatnonzero(verdict.pivot & ~shared).tolist():
            case = Case(history, setting, measures, verdict, place, int(movers[place]), float(sure[place]))
            told.setdefault(case.row, tell_pivot(case, bounds))
    return [told[row] for row in sorted(told)]


def _movers(measures: Measures, setting: Setting, verdict: Verdict) -> tuple[Floats, Mask]:
    """Return how many of its group moved with each candidate, and whether that makes it the group's move."""
    members = setting.members[measures.rows]
    sizes = np.array([(setting.members == group).sum() for group in members])
    counts = same_direction(measures, members, verdict.pivot)
    return counts, counts >= np.maximum(_SHARED_FEWEST, _SHARED_PART * sizes)
