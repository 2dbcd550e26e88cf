"""One candidate of the pivot detector, with all that is to be told of it."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.base import History
from detectors.pivot.measures import Measures
from detectors.pivot.setting import Setting
from detectors.pivot.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Case:
    """One candidate, picked out of the measures.

    Attributes
    ----------
    place
        Its row in the measures.
    movers
        How many of its group moved in its direction, itself included.
    shared
        They are so many that it is the group's move.
    """

    history: History
    setting: Setting
    measures: Measures
    verdict: Verdict
    place: int
    movers: int
    shared: bool
    confidence: float

    @property
    def row(self) -> int:
        """Its row in the history."""
        return int(self.measures.rows[self.place])

    @property
    def partner(self) -> str:
        """Its id."""
        return self.history.partners[self.row]

    @property
    def points(self) -> bool:
        """Whether the change points to another group."""
        return bool(self.verdict.points[self.place])

    @property
    def can_last(self) -> bool:
        """Whether more than one window could be tested, so that lasting can be judged."""
        return self.measures.period.pool > 1

    @property
    def from_group(self) -> int | None:
        """Group of the baseline."""
        group = int(self.setting.members[self.row])
        return group if group >= 0 else None

    @property
    def to_group(self) -> int | None:
        """Group it points to; None = no known one."""
        return int(self.setting.ways.group[self.measures.target[self.place]]) if self.points else None

    @property
    def is_within(self) -> bool:
        """Whether the change points into a group of the name that it had."""
        return self.to_group is not None and self.name(self.to_group) == self.name(self.from_group)

    @property
    def part(self) -> float:
        """How much of the way to its aim was gone, at most 1."""
        return min(float(self.measures.part[self.place]), 1.0)

    @property
    def sigma(self) -> float:
        """How many standard errors the change is above chance: along its way where it points somewhere."""
        measures, place = self.measures, self.place
        if self.points:
            return float(measures.part[place] / measures.part_error[place])
        return float(measures.sigma[place])

    @property
    def aim(self) -> str:
        """What people call that to which the change points."""
        name = self.name(self.to_group)
        return f"another way of working within {name}" if self.is_within else name

    def name(self, group: int | None) -> str:
        """What people call a group."""
        if group is None:
            return "no known use case"
        return self.history.group_names.get(group, f"group {group}")
