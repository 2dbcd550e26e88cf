"""Compare alerts with what was planted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from detectors.base import Finding
from foundation import window_of
from simulation import Platform

ROOM, ROOM_GRADUAL = 3, 8


@dataclass(frozen=True, slots=True)
class Score:
    """One run.

    Attributes
    ----------
    hits
        (kind, delay in weeks) of each planted pivot that was told in time.
    missed
        Kinds of the others.
    false_alarms
        Alerts that answer no planted pivot.
    outcomes
        (confidence, true) of every alert.
    """

    hits: tuple[tuple[str, int], ...]
    missed: tuple[str, ...]
    false_alarms: int
    partner_weeks: int
    outcomes: tuple[tuple[float, bool], ...] = ()
    details: tuple[tuple[str, str, int], ...] = field(default=())

    @property
    def precision(self) -> float:
        """True alerts among all."""
        told = len(self.hits) + self.false_alarms
        return len(self.hits) / told if told else 1.0

    @property
    def recall(self) -> float:
        """Planted pivots told in time, among all."""
        planted = len(self.hits) + len(self.missed)
        return len(self.hits) / planted if planted else 1.0


def score(platform: Platform, findings: Sequence[Finding], learning: int) -> Score:
    """Score alerts: findings with kind `pivot` and `alert` true.

    The first alert within 3 weeks of a pivot's start (8 for gradual) is a hit; every other alert is false.
    """
    weeks = len(platform.successes)
    number = {window_of(platform.first_day + timedelta(weeks=i), "week").key: i for i in range(weeks)}
    alerts = [(one, number[one.window]) for one in findings if one.kind == "pivot" and one.alert]
    hits, missed, details, used = [], [], [], set()
    for truth in platform.pivots:
        room = ROOM_GRADUAL if truth.kind == "gradual" else ROOM
        mine = [
            (week, index)
            for index, (one, week) in enumerate(alerts)
            if one.partner == truth.partner and truth.start_week <= week <= truth.start_week + room
        ]
        if mine:
            week, index = min(mine)
            used.add(index)
            hits.append((truth.kind, week - truth.start_week))
        else:
            missed.append(truth.kind)
            details.append(("missed", truth.partner or "", truth.start_week))
    details += [
        ("false", one.partner or "", week) for index, (one, week) in enumerate(alerts) if index not in used
    ]
    return Score(
        hits=tuple(hits),
        missed=tuple(missed),
        false_alarms=len(alerts) - len(used),
        partner_weeks=len(platform.partners) * (weeks - learning),
        outcomes=tuple((one.confidence, index in used) for index, (one, _) in enumerate(alerts)),
        details=tuple(details),
    )
