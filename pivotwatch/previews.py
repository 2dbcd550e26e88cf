"""What a refit would change; apart from making it, whose libraries whoever only shows it needs not."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Move:
    """A partner that another model puts into another group; the partner itself did nothing.

    Attributes
    ----------
    before, after
        Names of groups; None = no group.
    """

    partner: str
    before: str | None
    after: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Step:
    """One transition in names: what the refit does to these groups."""

    kind: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    shared_members: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What accepting a model would do, on the last processed window.

    Attributes
    ----------
    takes_over
        Key of the first window it would assign.
    partners
        How many partners the moves are counted among.
    """

    model_id: str
    takes_over: str
    partners: int
    steps: tuple[Step, ...]
    moves: tuple[Move, ...]
