"""Compare alerts with what was planted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from detectors import Finding
from foundation import window_of
from simulation import Platform, Truth

ROOM, ROOM_GRADUAL = 3, 8


@dataclass(frozen=True, slots=True)
class Alert:
    """A manager would have been told.

    Attributes
    ----------
    week
        Index of the judged week.
    """

    partner: str
    week: int
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Score:
    """One platform, or several summed.

    Attributes
    ----------
    hits
        (kind, delay in weeks) of each planted pivot that was told in time.
    missed
        The others.
    false_alarms
        Alerts that answer no planted pivot.
    outcomes
        (confidence, true) of every alert.
    """

    hits: tuple[tuple[str, int], ...] = ()
    missed: tuple[Truth, ...] = ()
    false_alarms: tuple[Alert, ...] = ()
    partner_weeks: int = 0
    outcomes: tuple[tuple[float, bool], ...] = ()

    def __add__(self, other: Score) -> Score:
        return Score(
            self.hits + other.hits,
            self.missed + other.missed,
            self.false_alarms + other.false_alarms,
            self.partner_weeks + other.partner_weeks,
            self.outcomes + other.outcomes,
        )

    @property
    def precision(self) -> float:
        """True alerts among all."""
        told = len(self.hits) + len(self.false_alarms)
        return len(self.hits) / told if told else 1.0

    @property
    def recall(self) -> float:
        """Planted pivots told in time, among all."""
        planted = len(self.hits) + len(self.missed)
        return len(self.hits) / planted if planted else 1.0

    @property
    def false_per_thousand(self) -> float:
        """False alarms per 1,000 partner-weeks."""
        return 1000 * len(self.false_alarms) / max(self.partner_weeks, 1)

    def recall_of(self, kind: str) -> float:
        """Recall of one kind."""
        hit = sum(one == kind for one, _ in self.hits)
        planted = hit + sum(one.kind == kind for one in self.missed)
        return hit / planted if planted else 1.0

    def delays_of(self, kind: str) -> list[int]:
        """Delays of one kind in weeks, ascending; 0 = told in the week it began."""
        return sorted(delay for one, delay in self.hits if one == kind)


def alerts_of(platform: Platform, findings: Sequence[Finding]) -> list[Alert]:
    """Return what counts: findings with kind `pivot` and `alert` true."""
    days = range(len(platform.successes))
    number = {window_of(platform.first_day + timedelta(weeks=week), "week").key: week for week in days}
    return [
        Alert(one.partner, number[one.window], one.confidence)
        for one in findings
        if one.kind == "pivot" and one.alert and one.partner is not None
    ]


def score(platform: Platform, alerts: Sequence[Alert], learning: int) -> Score:
    """Score alerts.

    The first alert within 3 weeks of a pivot's start (8 for gradual) is a hit; every other alert is false.
    """
    used: set[int] = set()
    hits, missed = [], []
    for truth in platform.pivots:
        room = ROOM_GRADUAL if truth.kind == "gradual" else ROOM
        mine = [
            (one.week, index)
            for index, one in enumerate(alerts)
            if one.partner == truth.partner and truth.start_week <= one.week <= truth.start_week + room
        ]
        if mine:
            week, index = min(mine)
            used.add(index)
            hits.append((truth.kind, week - truth.start_week))
        else:
            missed.append(truth)
    return Score(
        hits=tuple(hits),
        missed=tuple(missed),
        false_alarms=tuple(one for index, one in enumerate(alerts) if index not in used),
        partner_weeks=len(platform.partners) * (len(platform.successes) - learning),
        outcomes=tuple((one.confidence, index in used) for index, one in enumerate(alerts)),
    )
