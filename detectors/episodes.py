"""When a use of an endpoint began, and whether it was told already: each thing is told once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.base import Finding, History
from detectors.counting import Floats, Integers


@dataclass(frozen=True, slots=True)
class Episodes:
    """The use of some endpoints that goes on in the last window.

    All arrays are (n_partners, n_columns).

    Attributes
    ----------
    columns
        Which endpoints, as columns of the history.
    goes_on
        The endpoint was called with success in the last window.
    start
        Index of the window in which the use began; before that it was idle for long enough, or always.
    calls
        Successful calls since then.
    """

    columns: Sequence[int]
    goes_on: NDArray[np.bool_]
    start: Integers
    calls: Floats


def episodes(history: History, columns: Sequence[int], idle_windows: int) -> Episodes:
    """Follow the use of the given endpoints through the history.

    Parameters
    ----------
    idle_windows
        After so many windows without a call, the next call is a new use.
    """
    shape = (len(history.partners), len(columns))
    start, calls = np.zeros(shape, dtype=np.int64), np.zeros(shape)
    idle = np.full(shape, idle_windows)
    used = np.zeros(shape, dtype=np.bool_)
    for index, matrix in enumerate(history.successes):
        counts = matrix[:, list(columns)].toarray()
        used = counts > 0
        begins = used & (idle >= idle_windows)
        start[begins], calls[begins] = index, 0
        calls += counts
        idle = np.where(used, 0, idle + 1)
    return Episodes(columns, used, start, calls)


def told_windows(history: History, kinds: Sequence[str]) -> dict[tuple[str | None, str], str]:
    """Return when a partner and endpoint were last told of: (partner, endpoint label) to window key."""
    return {
        (finding.partner, each.endpoint): finding.window
        for finding in history.earlier
        if finding.kind in kinds
        for each in finding.evidence
    }


def last_told(history: History, kinds: Sequence[str]) -> dict[str | None, Finding]:
    """Return the newest earlier finding of these kinds about each partner."""
    return {finding.partner: finding for finding in history.earlier if finding.kind in kinds}


def is_told(history: History, told: str | None, start: int) -> bool:
    """Tell whether a telling at window `told` covers what began at index `start`.

    What was there when the history begins may have begun long before, so any earlier telling covers it.
    """
    if told is None:
        return False
    return told >= history.windows[start] or (start == 0 and history.first_index > 0)
