"""Planted pivots: abrupt, gradual, partial and novel."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from simulation.draft import Draft

SHORTEST_GRADUAL, LONGEST_GRADUAL = 5, 8
"""Weeks until a gradual pivot has come; six in the middle."""


def abrupt(draft: Draft, partner: int, rng: np.random.Generator) -> None:
    """From one week to the next another use case."""
    start, target = draft.start(rng, 4), _other(draft, partner, rng)
    draft.mix[start:, partner] = draft.own_mix(target, rng)
    draft.note(partner, "abrupt", start, source=int(draft.home[partner]), target=target, is_pivot=True)


def gradual(draft: Draft, partner: int, rng: np.random.Generator) -> None:
    """Another use case, over five to eight weeks: in equal steps, or slowly, fast, slowly."""
    start, target = draft.start(rng, 9), _other(draft, partner, rng)
    length = int(rng.integers(SHORTEST_GRADUAL, LONGEST_GRADUAL + 1))
    steps = np.minimum(1.0, np.arange(1, draft.weeks - start + 1) / length)
    if rng.random() < 0.4:
        steps = steps**2 * (3 - 2 * steps)
    _blend(draft, partner, start, steps, draft.own_mix(target, rng))
    draft.note(partner, "gradual", start, source=int(draft.home[partner]), target=target, is_pivot=True)


def partial(draft: Draft, partner: int, rng: np.random.Generator) -> None:
    """A second use case takes 30 to 50 % of the calls: of the old ones, or beside them."""
    start, target = draft.start(rng, 4), _other(draft, partner, rng)
    part = rng.uniform(0.3, 0.5)
    steps = np.full(draft.weeks - start, part)
    if rng.random() < 0.5:
        draft.volume[start:, partner] /= 1 - part
    _blend(draft, partner, start, steps, draft.own_mix(target, rng))
    draft.note(partner, "partial", start, source=int(draft.home[partner]), target=target, is_pivot=True)


def novel(draft: Draft, partner: int, rng: np.random.Generator) -> None:
    """A mix that no group has, from one week to the next."""
    start = draft.start(rng, 4)
    draft.mix[start:, partner] = novel_mix(draft, rng)
    draft.note(partner, "novel", start, source=int(draft.home[partner]), is_pivot=True)


def novel_mix(draft: Draft, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return a mix far from every use case: at least half of its calls are elsewhere."""
    born = np.flatnonzero([one.born for one in draft.endpoints])
    best_distance = -1.0
    best: NDArray[np.float64] = draft.use_cases.mixes[0]
    for _ in range(50):
        mix = np.zeros(len(draft.endpoints))
        chosen = rng.choice(born, size=int(rng.integers(3, 8)), replace=False)
        mix[chosen] = rng.dirichlet(np.full(len(chosen), 1.5))
        distance = float(0.5 * np.abs(draft.use_cases.mixes - mix).sum(axis=1).min())
        if distance > best_distance:
            best, best_distance = mix, distance
        if distance >= 0.6:
            break
    return best


PIVOTS: tuple[Callable[[Draft, int, np.random.Generator], None], ...] = (abrupt, gradual, partial, novel)


def _other(draft: Draft, partner: int, rng: np.random.Generator) -> int:
    others = [one for one in range(len(draft.use_cases.names)) if one != draft.home[partner]]
    return int(rng.choice(others))


def _blend(
    draft: Draft, partner: int, start: int, steps: NDArray[np.float64], target: NDArray[np.float64]
) -> None:
    part = steps[:, None].astype(np.float32)
    draft.mix[start:, partner] = (1 - part) * draft.mix[start:, partner] + part * target.astype(np.float32)
