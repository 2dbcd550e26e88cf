"""The pivot detector: from a history to findings about its last window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

import numpy as np
from scipy.sparse import csr_array

from detectors.base import Finding, History
from detectors.pivot.case import Case
from detectors.pivot.common_causes import CommonCauses
from detectors.pivot.confidence import HIGHEST_PROVISIONAL, confidence_of
from detectors.pivot.counts import Floats, calls_of, effective_calls, overdispersion, shares_of
from detectors.pivot.events import group_moves, platform_events
from detectors.pivot.excursions import odd_windows, tell_excursion
from detectors.pivot.measures import measure
from detectors.pivot.peers import moved_alike
from detectors.pivot.periods import Period, is_provisional, last_window, periods_of
from detectors.pivot.setting import Means, means_of, setting_of
from detectors.pivot.shared_endpoints import SharedEndpoints
from detectors.pivot.story import tell_pivot
from detectors.pivot.verdict import Bounds, decide, margin_of
from detectors.pivot.ways import Ways


def judge(history: History, bounds: Bounds, scale: Bounds | None = None) -> list[Finding]:
    """Return what is to be said about the history's last window, in a fixed order.

    Pivots by partner, then odd weeks by partner, then what groups and the platform did.

    Parameters
    ----------
    scale
        The bounds that confidence is measured against; by default the shipped ones, so that a finding keeps
        its confidence when a platform chooses other bounds.
    """
    if len(history.windows) < 2 or not history.partners:
        return []
    if is_provisional(history):
        bounds = bounds.cautious()
    calls = calls_of(history.successes)
    shares = shares_of(history.successes, calls)
    worth = effective_calls(calls, overdispersion(shares, calls))
    periods = periods_of(history, calls)
    single = [] if is_provisional(history) else [last_window(history, calls)]
    means = [means_of(history, shares, worth, period) for period in [*periods, *single]]
    pivots: dict[int, Finding] = {}
    odd: dict[int, Finding] = {}
    moves: dict[str, Finding] = {}
    common: list[SharedEndpoints] = []
    for case in _cases(history, shares, worth, [*periods, *single], means, bounds, scale or Bounds(), common):
        if case.measures.period in periods:
            if case.shared:
                for move in group_moves(case):
                    moves.setdefault(move.finding_id, move)
            else:
                pivots.setdefault(case.row, tell_pivot(case, bounds))
        elif case.row not in pivots and not case.shared:
            odd.setdefault(case.row, tell_excursion(case))
    told = [pivots[row] for row in sorted(pivots)] + [odd[row] for row in sorted(odd)]
    events = platform_events(history, periods, means[: len(periods)], common)
    return [*told, *(moves[one] for one in sorted(moves)), *events]


def _cases(
    history: History,
    shares: Sequence[csr_array],
    worth: Floats,
    periods: Sequence[Period],
    means: Sequence[Means],
    bounds: Bounds,
    scale: Bounds,
    common: list[SharedEndpoints],
) -> Iterator[Case]:
    """Yield what stands out in each period, the shortest pool first; the judged window alone comes last.

    What many partners shared in each period is appended to `common`.
    """
    tolerance = np.array([max(1.0, history.tolerance.get(one, 1.0)) for one in history.partners])
    causes = reduce(CommonCauses.with_, (one.causes for one in means), CommonCauses())
    ways: Ways | None = None
    for period, mean in zip(periods, means, strict=True):
        setting, wide = setting_of(mean, causes, period, ways)
        ways = setting.ways
        common.append(setting.shared)
        if not wide.any():
            continue
        measures = measure(setting, shares, worth, period, wide)
        needed = tolerance[measures.rows]
        verdict = decide(measures, needed, int(period.judged.sum()), bounds)
        sure = confidence_of(margin_of(measures, needed, verdict.points, scale))
        if is_provisional(history):
            sure = np.minimum(sure, HIGHEST_PROVISIONAL)
        alone = period.pool == 1 and not is_provisional(history)
        chosen = odd_windows(measures, verdict) if alone else verdict.pivot
        movers, shared = moved_alike(measures, setting.members[measures.rows], setting.members, chosen)
        for place in np.flatnonzero(chosen).tolist():
            yield Case(
                history,
                setting,
                measures,
                verdict,
                place,
                int(movers[place]),
                bool(shared[place]),
                float(sure[place]),
            )
