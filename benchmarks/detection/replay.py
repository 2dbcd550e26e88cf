"""Judge a platform week by week, each with nothing later than itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from detectors import Finding, History
from foundation import window_of
from simulation import Platform

LEARNING = 8


def replay(
    platform: Platform,
    groups: NDArray[np.int64],
    judge: Callable[[History], Sequence[Finding]],
    first: int = LEARNING,
) -> list[Finding]:
    """Return all findings of the weeks from `first` on.

    Parameters
    ----------
    groups
        By the frozen reference model, (n_weeks, n_partners).
    """
    weeks = range(len(platform.successes))
    windows = [window_of(platform.first_day + timedelta(weeks=week), "week").key for week in weeks]
    successes = [csr_array(one) for one in platform.successes]
    errors = [csr_array(one) for one in platform.errors]
    names = {group: f"Group {group}" for group in np.unique(groups[groups >= 0]).tolist()}
    found: list[Finding] = []
    for week in weeks[first:]:
        known = week + 1
        history = History(
            windows=windows[:known],
            partners=platform.partners,
            endpoints=platform.endpoints,
            successes=successes[:known],
            errors=errors[:known],
            groups=groups[:known],
            group_names=names,
            learning=LEARNING,
            earlier=tuple(found),
        )
        found += judge(history)
    return found
