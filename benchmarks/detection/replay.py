"""Judge a platform week by week, each with nothing later than itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from scipy.sparse import csr_array

from benchmarks.detection import grouping
from detectors.base import Finding, History
from foundation import window_of
from simulation import Platform

LEARNING = 8


def replay(
    platform: Platform,
    judge: Callable[[History], Sequence[Finding]],
    learning: int = LEARNING,
    first: int = LEARNING,
) -> list[Finding]:
    """Return all findings of the weeks from `first` on."""
    partners, endpoints = platform.partners, platform.endpoints
    windows = [
        window_of(platform.first_day + timedelta(weeks=week), "week").key
        for week in range(len(platform.successes))
    ]
    successes = [csr_array(one) for one in platform.successes]
    errors = [csr_array(one) for one in platform.errors]
    model = grouping.fit(platform.successes[:learning].sum(axis=0), seed=0)
    groups = grouping.assign(model, platform.successes)
    names = {int(group): f"Group {group}" for group in range(model.n_clusters)}
    found: list[Finding] = []
    for week in range(first, len(windows)):
        history = History(
            windows=windows[: week + 1],
            partners=partners,
            endpoints=endpoints,
            successes=successes[: week + 1],
            errors=errors[: week + 1],
            groups=groups[: week + 1],
            group_names=names,
            learning=learning,
            earlier=tuple(found),
        )
        found += judge(history)
    return found
