"""A platform whose truth is known: counts by week, partner and endpoint, and what was planted in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Difficulty = Literal["std", "hard"]


@dataclass(frozen=True, slots=True)
class Truth:
    """One thing that was planted.

    Attributes
    ----------
    partner
        The partner it happened to; None when it happened to a group or to everybody.
    kind
        For pivots `abrupt`, `gradual`, `partial`, `novel`; else the name of the nuisance.
    start_week, end_week
        Indices of the first week it shows and of the first it no longer does; None = it stays.
    from_use_case, to_use_case
        Names; None where it has none (a novel mix goes nowhere known).
    is_pivot
        Whether a manager should be told of it.
    """

    partner: str | None
    kind: str
    start_week: int
    end_week: int | None
    from_use_case: str | None
    to_use_case: str | None
    is_pivot: bool


@dataclass(frozen=True, slots=True)
class Platform:
    """What partners did, week by week.

    Attributes
    ----------
    seed
        The same seed and size give the same platform.
    endpoints
        Labels, `POST /v1/contacts/{id}`.
    partners
        Ids; their order and names tell nothing about what was planted.
    first_day
        The Monday on which week 0 begins.
    successes, errors
        Counts of calls, (n_weeks, n_partners, n_endpoints), dense: 135 MB each at 2,000 x 300 x 28.
    use_cases
        Names of the use cases there are.
    partner_use_cases
        Index of each partner's first use case, (n_partners,).
    truth
        Everything planted, pivots and nuisances.
    """

    seed: int
    endpoints: tuple[str, ...]
    partners: tuple[str, ...]
    first_day: date
    successes: NDArray[np.int64]
    errors: NDArray[np.int64]
    use_cases: tuple[str, ...]
    partner_use_cases: NDArray[np.int64]
    truth: tuple[Truth, ...]

    @property
    def pivots(self) -> tuple[Truth, ...]:
        """What a manager should be told of."""
        return tuple(one for one in self.truth if one.is_pivot)
