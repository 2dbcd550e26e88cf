"""Score the pivot detector on real traffic with swaps of known time and place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from detectors import DETECTORS, Finding, History
from foundation import InputError
from simulation import Splice, draw_splices, spliced

ROOM = 3
"""An alert this many windows after the swap is still in time."""
_FEWEST_WINDOWS = 8


@dataclass(frozen=True, slots=True)
class SpliceResult:
    """What became of one swap.

    Attributes
    ----------
    window
        The first swapped one.
    delays
        Windows until each of the two was told; None = not in time.
    other_alerts
        Alerts about others that the same traffic without the swap does not raise.
    """

    first: str
    second: str
    window: str
    delays: tuple[int | None, int | None]
    other_alerts: int


@dataclass(frozen=True, slots=True)
class SpliceScore:
    """All swaps together.

    Attributes
    ----------
    results
        One for each swap.
    unswapped_alerts
        Alerts on the traffic as it is; whether they are true nobody recorded.
    judged
        Partner-windows that were judged in it.
    """

    results: tuple[SpliceResult, ...]
    unswapped_alerts: int
    judged: int

    @property
    def recall(self) -> float:
        """Swapped callers that were told in time."""
        told = [delay is not None for one in self.results for delay in one.delays]
        return sum(told) / len(told) if told else 0.0

    @property
    def precision(self) -> float:
        """Alerts about swapped callers among all that the swaps raised."""
        told = sum(delay is not None for one in self.results for delay in one.delays)
        others = sum(one.other_alerts for one in self.results)
        return told / (told + others) if told + others else 1.0


def score_splices(history: History, count: int, rng: np.random.Generator) -> SpliceScore:
    """Swap pairs of callers of different groups, one pair at a time, and judge what follows.

    Parameters
    ----------
    history
        All windows of the traffic, judged from its learning time on.
    count
        How many pairs at most.

    Raises
    ------
    InputError
        When the traffic is too short, or no two callers of different groups are there in every window.
    """
    windows = len(history.windows)
    if windows < _FEWEST_WINDOWS:
        raise InputError(
            f"The logs fill {windows} closed windows; at least {_FEWEST_WINDOWS} are needed. "
            "Give logs of a longer time, or shorter windows: --window day."
        )
    natural = list(_replayed(history, [], history.learning, windows))
    first_at, last_at = history.learning, windows - 2
    splices = draw_splices(
        history.successes, history.groups[history.learning - 1], first_at, last_at, count, rng
    )
    if not splices:
        raise InputError(
            "No two callers of different groups have at least 50 successful calls in every window. "
            "Give logs of busier callers, or longer windows: --window week."
        )
    return SpliceScore(
        tuple(_result(history, one, natural) for one in splices),
        sum(_alerts(one) for one in natural),
        len(history.partners) * (windows - history.learning),
    )


def _result(history: History, splice: Splice, natural: Sequence[Finding]) -> SpliceResult:
    swapped = replace(
        history,
        successes=spliced(history.successes, splice),
        errors=spliced(history.errors, splice),
        groups=_swapped_groups(history, splice),
    )
    place = {key: index for index, key in enumerate(history.windows)}
    before = [one for one in natural if place[one.window] < splice.at]
    end = min(splice.at + ROOM + 1, len(history.windows))
    alerts = [one for one in _replayed(swapped, before, splice.at, end) if _alerts(one)]
    pair = history.partners[splice.first], history.partners[splice.second]
    known = {one.partner for one in natural if _alerts(one)}
    delays = [
        min((place[one.window] - splice.at for one in alerts if one.partner == who), default=None)
        for who in pair
    ]
    return SpliceResult(
        first=pair[0],
        second=pair[1],
        window=history.windows[splice.at],
        delays=(delays[0], delays[1]),
        other_alerts=sum(one.partner not in {*pair, *known} for one in alerts),
    )


def _swapped_groups(history: History, splice: Splice) -> np.ndarray:
    groups = history.groups.copy()
    groups[splice.at :, [splice.first, splice.second]] = groups[splice.at :, [splice.second, splice.first]]
    return groups


def _replayed(history: History, before: Sequence[Finding], first: int, end: int) -> Iterator[Finding]:
    """Yield the findings of windows [first, end), each judged with nothing later than itself."""
    plugin = DETECTORS["pivot"]
    told = list(before)
    for last in range(first + 1, end + 1):
        known = replace(
            history,
            windows=history.windows[:last],
            successes=history.successes[:last],
            errors=history.errors[:last],
            groups=history.groups[:last],
            earlier=tuple(told),
        )
        found = plugin.judge(known, plugin.parameters())
        told += found
        yield from found


def _alerts(finding: Finding) -> bool:
    return finding.kind == "pivot" and finding.alert
