"""A platform in the making: what each partner will call, before counts are drawn."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulation.endpoint_labels import Endpoint
from simulation.platform import Truth
from simulation.use_cases import UseCases

LEARNING_WEEKS = 8
"""Nothing that a manager should be told of begins earlier."""


@dataclass(slots=True)
class Draft:
    """Expected behaviour; plants and nuisances change it in place.

    Attributes
    ----------
    partners
        Ids.
    home
        Each partner's first use case, (n_partners,).
    mix
        Shares of endpoints, (n_weeks, n_partners, n_endpoints); rows sum to 1.
    volume
        Expected successful calls, (n_weeks, n_partners).
    rho
        Overdispersion of each partner, (n_partners,): n calls are worth n / (1 + (n - 1) rho).
    error_rate
        Errors per successful call, (n_weeks, n_partners).
    outage
        Part of the calls that fail, (n_weeks, n_endpoints).
    truth
        What was planted so far.
    """

    endpoints: tuple[Endpoint, ...]
    partners: tuple[str, ...]
    use_cases: UseCases
    home: NDArray[np.int64]
    mix: NDArray[np.float32]
    volume: NDArray[np.float64]
    rho: NDArray[np.float64]
    error_rate: NDArray[np.float64]
    outage: NDArray[np.float64]
    truth: list[Truth] = field(default_factory=list)

    @property
    def weeks(self) -> int:
        """Number of weeks."""
        return len(self.volume)

    def start(self, rng: np.random.Generator, room: int) -> int:
        """Draw a week after the learning time that leaves `room` weeks behind it."""
        first = min(LEARNING_WEEKS + 2, max(1, self.weeks // 3))
        return int(rng.integers(first, max(first + 1, self.weeks - room)))

    def own_mix(self, use_case: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """Draw one partner's way of a use case."""
        return personal(self.use_cases.mixes[use_case], rng)

    def note(
        self,
        partner: int | None,
        kind: str,
        start: int,
        end: int | None = None,
        *,
        source: int | None = None,
        target: int | None = None,
        is_pivot: bool = False,
    ) -> None:
        """Write down what was planted."""
        names = self.use_cases.names
        self.truth.append(
            Truth(
                partner=None if partner is None else self.partners[partner],
                kind=kind,
                start_week=start,
                end_week=end,
                from_use_case=None if source is None else names[source],
                to_use_case=None if target is None else names[target],
                is_pivot=is_pivot,
            )
        )


def personal(mix: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Return a Dirichlet draw around a mix: partners of one use case are alike, not the same."""
    strength = rng.uniform(15, 80)
    draw = rng.gamma(np.maximum(mix * strength, 1e-9)) * (mix > 0)
    if draw.sum() <= 0:  # underflow of very small shapes
        return mix
    result: NDArray[np.float64] = draw / draw.sum()
    return result
