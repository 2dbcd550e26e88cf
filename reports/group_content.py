"""What a report says about groups: who moved between them, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foundation import Window


@dataclass(frozen=True, slots=True)
class Move:
    """A partner whose group differs between the earlier window and this one; None = no group."""

    partner_id: str
    partner: str
    from_group: str | None
    to_group: str | None
    raised: bool
    """A pivot of this partner was raised in this window."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """What a refit did to groups."""

    kind: str
    from_groups: Sequence[str]
    to_groups: Sequence[str]
    shared_members: int


@dataclass(frozen=True, slots=True)
class GroupSize:
    """How many partners a group had in the earlier window and has now; None = no group."""

    group: str | None
    before: int
    now: int


@dataclass(frozen=True, slots=True)
class Flow:
    """Partners between the groups of an earlier window and this one.

    Attributes
    ----------
    since
        The earlier window: the last before this window's pivots began, else the previous one; None when
        there is none.
    refit
        The two windows were assigned by different models: the moves are the refit's, not the partners'.
    compared
        How many partners were seen in both.
    stayed
        Group name to how many partners were and are in it.
    sizes
        The largest group first.
    """

    since: Window | None
    refit: bool
    compared: int
    moves: Sequence[Move]
    stayed: Mapping[str, int]
    sizes: Sequence[GroupSize]
    lineage: Sequence[Lineage]


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A partner on the group map; `x` and `y` in units of profile space, rounded."""

    partner: str
    group: str | None
    x: float
    y: float
    pivoted: bool


@dataclass(frozen=True, slots=True)
class GroupMap:
    """The window's profiles, projected on the two directions in which they differ most.

    Attributes
    ----------
    kept
        Part of the profiles' whole variance that the two directions show, in [0, 1].
    partners
        How many partners the window has; more than `points` when the map is a sample.
    """

    points: Sequence[MapPoint]
    kept: float
    partners: int
