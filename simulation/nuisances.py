"""What happens to single partners and is no pivot."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from simulation.draft import Draft

Nuisance = Callable[[Draft, int, np.random.Generator], None]


def excursion(draft: Draft, partner: int, rng: np.random.Generator) -> None:
    """One odd week: another use case, or a handful of endpoints at random."""
    week = draft.start(rng, 1)
    others = [one for one in range(len(draft.use_cases.names)) if one != draft.home[partner]]
    part = np.float32(rng.uniform(0.5, 1.0))
    target = draft.own_mix(int(rng.choice(others)), rng) if rng.random() < 0.7 else stray_mix(draft, rng)
    draft.mix[week, partner] = (1 - part) * draft.mix[week, partner] + part * target.astype(np.float32)
    draft.note(partner, "excursion", week, week + 1)


def volume_spike(draft: Draft, partner: int, rng: np.random.Generator) -> None:
    """Twenty times the calls, the same mix, for one to four weeks."""
    week, length = draft.start(rng, 1), int(rng.integers(1, 5))
    draft.volume[week : week + length, partner] *= rng.uniform(15, 25)
    draft.note(partner, "volume_spike", week, week + length)


def decay(draft: Draft, partner: int, rng: np.random.Generator) -> None:
    """Calls fade to a few per cent."""
    week = draft.start(rng, 4)
    draft.volume[week:, partner] *= rng.uniform(0.6, 0.85) ** np.arange(draft.weeks - week)
    draft.note(partner, "decay", week)


def onboarding(draft: Draft, partner: int, rng: np.random.Generator) -> None:
    """Starts late, first with a few trial calls that look different, and grows over four weeks."""
    week = int(rng.integers(1, max(2, draft.weeks - 6)))
    draft.volume[:week, partner] = 0
    ramp = np.minimum(1.0, 0.05 * 2.2 ** np.arange(draft.weeks - week))
    draft.volume[week:, partner] *= ramp
    trial = draft.own_mix(int(rng.integers(len(draft.use_cases.names))), rng).astype(np.float32)
    draft.mix[week, partner] = 0.5 * draft.mix[week, partner] + 0.5 * trial
    draft.note(partner, "onboarding", week)


def churn(draft: Draft, partner: int, rng: np.random.Generator) -> None:
    """Stops; what is left is a handful of calls of a forgotten job."""
    week = draft.start(rng, 1)
    draft.volume[week:, partner] *= rng.uniform(0.0, 0.03)
    rest = np.zeros(draft.mix.shape[2], dtype=np.float32)
    rest[rng.choice(np.flatnonzero(draft.mix[week, partner] > 0))] = 1
    draft.mix[week + 1 :, partner] = 0.5 * draft.mix[week + 1 :, partner] + 0.5 * rest
    draft.note(partner, "churn", week)


def backfill(draft: Draft, partner: int, rng: np.random.Generator) -> None:
    """One week of mass creation on one endpoint, up to fifty times the usual calls."""
    week, factor = draft.start(rng, 1), rng.uniform(3, 50)
    creates = [i for i, one in enumerate(draft.endpoints) if one.operation == "create" and one.born]
    one = int(rng.choice(creates))
    draft.volume[week, partner] *= 1 + factor
    draft.mix[week, partner] /= 1 + factor
    draft.mix[week, partner, one] += factor / (1 + factor)
    draft.note(partner, "backfill", week, week + 1)


def retry_storm(draft: Draft, partner: int, rng: np.random.Generator) -> None:
    """Errors many times the successful calls, for one to three weeks."""
    week, length = draft.start(rng, 1), int(rng.integers(1, 4))
    draft.error_rate[week : week + length, partner] += rng.uniform(3, 30)
    draft.note(partner, "retry_storm", week, week + length)


def noisy_small(draft: Draft, partner: int, rng: np.random.Generator) -> None:
    """Few calls, and those in bursts."""
    draft.volume[:, partner] *= rng.uniform(20, 60) / draft.volume[:, partner].mean()
    draft.rho[partner] = rng.uniform(0.03, 0.1)
    draft.note(partner, "noisy_small", 0)


def pause(draft: Draft, partner: int, rng: np.random.Generator) -> None:
    """Not a call for two to six weeks, then as before."""
    week, length = draft.start(rng, 3), int(rng.integers(2, 7))
    draft.volume[week : week + length, partner] = 0
    draft.note(partner, "pause", week, week + length)


def loner(draft: Draft, partner: int, rng: np.random.Generator) -> None:
    """A mix of its own that no use case has, from the first week on."""
    draft.mix[:, partner] = stray_mix(draft, rng)
    draft.note(partner, "loner", 0)


def stray_mix(draft: Draft, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return a mix of some endpoints at random."""
    born = np.flatnonzero([one.born for one in draft.endpoints])
    mix = np.zeros(len(draft.endpoints))
    chosen = rng.choice(born, size=int(rng.integers(3, 8)), replace=False)
    mix[chosen] = rng.dirichlet(np.ones(len(chosen)))
    return mix


def slow_drift(draft: Draft, partner: int, rng: np.random.Generator) -> None:
    """Up to a seventh of the calls move somewhere else, over all the weeks: too little to matter."""
    target = draft.own_mix(int(rng.integers(len(draft.use_cases.names))), rng)
    part = np.linspace(0, rng.uniform(0.04, 0.14), draft.weeks, dtype=np.float32)[:, None]
    draft.mix[:, partner] = (1 - part) * draft.mix[:, partner] + part * target.astype(np.float32)
    draft.note(partner, "slow_drift", 0)


def month_end(draft: Draft, partner: int, rng: np.random.Generator) -> None:
    """Every fourth week a monthly job runs beside the usual calls."""
    weeks = np.arange(int(rng.integers(4)), draft.weeks, 4)
    job = draft.own_mix(int(rng.integers(len(draft.use_cases.names))), rng).astype(np.float32)
    part = np.float32(rng.uniform(0.2, 0.5))
    draft.mix[weeks, partner] = (1 - part) * draft.mix[weeks, partner] + part * job
    draft.volume[weeks, partner] *= 1 / (1 - part)
    draft.note(partner, "month_end", int(weeks[0]))


STANDARD: tuple[Nuisance, ...] = (
    excursion,
    volume_spike,
    decay,
    onboarding,
    churn,
    backfill,
    retry_storm,
    noisy_small,
)
HARD: tuple[Nuisance, ...] = (slow_drift, month_end, pause, loner)
