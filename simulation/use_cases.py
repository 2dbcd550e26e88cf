"""Use cases: what a kind of integration does with which resources, as a mix of endpoints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.endpoint_labels import Endpoint

STYLES: dict[str, dict[str, float]] = {
    "readers": {"list": 4, "read": 6, "search": 2, "export": 1},
    "writers": {"create": 6, "change": 4, "read": 1, "delete": 0.5},
    "sync": {"list": 3, "read": 2, "create": 2, "change": 3, "search": 1},
}
_APART = 0.5  # total variation between any two use cases, at least


@dataclass(frozen=True, slots=True)
class UseCases:
    """What partners use the platform for.

    Attributes
    ----------
    names
        `Contacts writers`, ...
    mixes
        Shares of the endpoints, (n_use_cases, n_endpoints); rows sum to 1.
    """

    names: tuple[str, ...]
    mixes: NDArray[np.float64]


def draw_use_cases(endpoints: Sequence[Endpoint], count: int, rng: np.random.Generator) -> UseCases:
    """Draw use cases that differ from each other by at least half of their calls."""
    resources = sorted({one.resource for one in endpoints if one.resource and one.born})
    names: list[str] = []
    mixes: list[NDArray[np.float64]] = []
    for _ in range(200 * count):
        if len(mixes) == count:
            break
        main = resources[int(rng.integers(len(resources)))]
        style = list(STYLES)[int(rng.integers(len(STYLES)))]
        mix = _mix(endpoints, resources, main, style, rng)
        apart = all(0.5 * np.abs(mix - other).sum() >= _APART for other in mixes)
        if apart and f"{main.capitalize()} {style}" not in names:
            names.append(f"{main.capitalize()} {style}")
            mixes.append(mix)
    return UseCases(tuple(names), np.array(mixes))


def _mix(
    endpoints: Sequence[Endpoint], resources: Sequence[str], main: str, style: str, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return one mix: its main resource, one to three more, and what everybody calls."""
    others = rng.choice(resources, size=int(rng.integers(1, 4)), replace=False)
    main_part, common_part = rng.uniform(0.55, 0.8), rng.uniform(0.02, 0.1)
    mix = main_part * _weights(endpoints, main, style, rng)
    for other in others:
        other_style = list(STYLES)[int(rng.integers(len(STYLES)))]
        mix += (1 - main_part) / len(others) * _weights(endpoints, str(other), other_style, rng)
    common = np.array([float(one.resource == "") for one in endpoints])
    common *= rng.gamma(1.0, size=len(common))
    result: NDArray[np.float64] = (1 - common_part) * mix / mix.sum() + common_part * common / common.sum()
    return result


def _weights(
    endpoints: Sequence[Endpoint], resource: str, style: str, rng: np.random.Generator
) -> NDArray[np.float64]:
    wanted = STYLES[style]
    weights = np.array(
        [
            wanted.get(one.operation, 0.1) if one.resource == resource and one.born else 0.0
            for one in endpoints
        ]
    )
    weights *= rng.gamma(3.0, size=len(weights))
    result: NDArray[np.float64] = weights / weights.sum()
    return result
