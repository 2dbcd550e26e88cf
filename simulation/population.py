"""Draw a platform with planted pivots and nuisances, deterministic by seed."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from simulation import common_causes, nuisances
from simulation.draft import Draft, personal
from simulation.endpoint_labels import draw_endpoints
from simulation.pivots import PIVOTS
from simulation.platform import Difficulty, Platform
from simulation.use_cases import draw_use_cases

FIRST_DAY = date(2026, 1, 5)
_SMALLEST, _LARGEST = 20.0, 1e6  # calls a week
_ENOUGH = 60.0  # calls a week below which nobody could tell a pivot from chance, so none is planted
_PIVOTING, _DISTURBED, _DISTURBED_HARD = 0.08, 0.35, 0.3  # parts of all partners
_MOST_RESTLESS = 0.06  # a rho that makes a thousand calls worth 16
_BLOCK = 256


def simulate(
    seed: int,
    partners: int = 200,
    endpoints: int = 40,
    weeks: int = 28,
    difficulty: Difficulty = "std",
    pivots: int | None = None,
) -> Platform:
    """Draw a platform.

    Volumes are heavy-tailed from 20 to a million calls a week; counts are overdispersed (gamma-Poisson,
    which given its total is Dirichlet-multinomial). Pivots begin after the learning weeks and leave room
    to be seen.

    Parameters
    ----------
    seed
        The same seed and sizes give the same platform.
    difficulty
        `hard` adds slow drift, month-end cycles, pauses, partners in no group, an outage, a new version of a
        client library, seasons, one more migration and launch, and 1.5 times the noise.
    pivots
        How many; by default 8 % of the partners, at least four.

    Returns
    -------
    Platform
        Dense counts, (weeks, partners, endpoints).
    """
    rng = np.random.default_rng([seed, partners, endpoints, weeks])
    draft = _quiet(partners, endpoints, weeks, rng)
    if difficulty == "hard":
        draft.rho *= 1.5**2  # a standard deviation 1.5 times as large
    count = max(4, round(_PIVOTING * partners)) if pivots is None else pivots
    taken = _plant_pivots(draft, count, rng)
    _plant_nuisances(draft, taken, nuisances.STANDARD, _DISTURBED, rng)
    common_causes.holidays(draft, rng)
    if difficulty == "hard":
        anyone = np.zeros(partners, dtype=bool)
        anyone[[draft.partners.index(t.partner) for t in draft.truth if t.is_pivot and t.partner]] = True
        _plant_nuisances(draft, anyone, nuisances.HARD, _DISTURBED_HARD, rng)
        common_causes.LIBRARIES[int(rng.integers(len(common_causes.LIBRARIES)))](draft, rng)
        common_causes.outage(draft, rng)
        common_causes.seasons(draft, rng)
        common_causes.renaming(draft, rng)
        common_causes.shared_launch(draft, rng)
    common_causes.migration(draft, rng)
    common_causes.launch(draft, rng)
    successes, errors = _counts(draft, rng)
    truth = sorted(draft.truth, key=lambda one: (one.start_week, one.partner or "", one.kind))
    return Platform(
        seed=seed,
        endpoints=tuple(one.label for one in draft.endpoints),
        partners=draft.partners,
        first_day=FIRST_DAY,
        successes=successes,
        errors=errors,
        use_cases=draft.use_cases.names,
        partner_use_cases=draft.home,
        truth=tuple(truth),
    )


def _quiet(partners: int, endpoint_count: int, weeks: int, rng: np.random.Generator) -> Draft:
    endpoints = draw_endpoints(endpoint_count, rng)
    most = int(np.clip(endpoint_count / 5, 3, 14))
    use_cases = draw_use_cases(endpoints, int(rng.integers(3, most + 1)), rng)
    size = rng.dirichlet(np.full(len(use_cases.names), rng.uniform(2, 8)))
    home = rng.choice(len(use_cases.names), size=partners, p=size).astype(np.int64)
    home[rng.permutation(partners)[: 2 * len(size)]] = np.tile(np.arange(len(size)), 2)[:partners]
    mixes = np.array([personal(use_cases.mixes[one], rng) for one in home], dtype=np.float32)
    level = np.clip(np.exp(rng.normal(np.log(1500), 2.0, size=partners)), _SMALLEST, _LARGEST)
    wobble = rng.normal(0, rng.uniform(0.05, 0.35, size=partners), size=(weeks, partners))
    return Draft(
        endpoints=endpoints,
        partners=tuple(f"partner-{number:04d}" for number in range(1, partners + 1)),
        use_cases=use_cases,
        home=home,
        mix=np.repeat(mixes[None], weeks, axis=0),
        volume=level * np.exp(wobble),
        rho=np.minimum(np.exp(rng.normal(np.log(0.004), 1.0, size=partners)), _MOST_RESTLESS),
        error_rate=np.tile(rng.beta(1, 30, size=partners), (weeks, 1)),
        outage=np.zeros((weeks, len(endpoints))),
    )


def _plant_pivots(draft: Draft, count: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Plant the kinds in turn on partners with enough calls; return who was taken."""
    able = rng.permutation(np.flatnonzero(draft.volume.mean(axis=0) >= _ENOUGH))
    taken = np.zeros(len(draft.partners), dtype=bool)
    for number, partner in enumerate(able[:count]):
        PIVOTS[number % len(PIVOTS)](draft, int(partner), rng)
        taken[partner] = True
    return taken


def _plant_nuisances(
    draft: Draft,
    taken: NDArray[np.bool_],
    kinds: tuple[nuisances.Nuisance, ...],
    part: float,
    rng: np.random.Generator,
) -> None:
    free = rng.permutation(np.flatnonzero(~taken))
    for number, partner in enumerate(free[: round(part * len(taken))]):
        kinds[number % len(kinds)](draft, int(partner), rng)


def _counts(draft: Draft, rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    successes = np.zeros(draft.mix.shape, dtype=np.int64)
    errors = np.zeros(draft.mix.shape, dtype=np.int64)
    for first in range(0, len(draft.partners), _BLOCK):
        rows = slice(first, first + _BLOCK)
        wanted = _calls(draft, rows, rng)
        down = draft.outage[:, None, :]
        failed = np.nan_to_num(wanted * down)
        successes[:, rows] = rng.poisson(wanted * (1 - down))
        errors[:, rows] = rng.poisson(failed + wanted * draft.error_rate[:, rows, None])
    return successes, errors


def _calls(draft: Draft, rows: slice, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return expected calls with the partner's own unrest: Dirichlet shares times volume."""
    strength = (1 / draft.rho[rows] - 1)[None, :, None]
    shape = draft.mix[:, rows].astype(np.float64) * strength
    present = shape > 0
    shares = np.zeros_like(shape)
    shares[present] = rng.standard_gamma(np.maximum(shape[present], 1e-6))
    total = shares.sum(axis=2, keepdims=True)
    shares /= np.where(total > 0, total, 1)
    result: NDArray[np.float64] = shares * draft.volume[:, rows, None]
    return result
