"""The demo's platform: 48 partners of a business API over 14 weeks, with a story made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import product

import numpy as np
from numpy.typing import NDArray

from simulation.platform import Platform, Truth

FIRST_DAY = date(2026, 8, 10)
"""Fourteen weeks from here end with 2026-W46; the first eight are learning time."""
WEEKS = 14

_MIXES = {
    "Contact sync": {
        "POST /v1/contacts": 30,
        "PATCH /v1/contacts/{id}": 24,
        "GET /v1/contacts/{id}": 20,
        "POST /v1/contacts/search": 12,
        "GET /v1/contacts": 10,
    },
    "Invoicing": {
        "POST /v1/invoices": 34,
        "POST /v1/invoices/{id}/send": 28,
        "GET /v1/invoices/{id}": 18,
        "GET /v1/contacts/{id}": 12,
    },
    "Bookkeeping": {
        "GET /v1/invoices": 26,
        "GET /v1/invoices/{id}": 30,
        "GET /v1/payments": 22,
        "GET /v1/payments/{id}": 18,
    },
    "Stock keeping": {
        "GET /v1/inventory": 18,
        "GET /v1/inventory/{id}": 32,
        "PATCH /v1/inventory/{id}": 26,
        "POST /v1/orders": 14,
        "GET /v1/orders/{id}": 10,
    },
    "Credit checks": {
        "GET /v1/companies/{id}": 24,
        "GET /v1/companies/{id}/financials": 40,
        "GET /v1/payments": 18,
        "GET /v1/companies": 14,
    },
}
_COMMON = {"POST /oauth/token": 4, "GET /v1/me": 2}
_TWINS = {
    "GET /v1/contacts": "GET /v2/contacts",
    "GET /v1/contacts/{id}": "GET /v2/contacts/{id}",
}
_SIZES = (13, 11, 10, 8, 6)
_FIRST_NAMES = "amber birch cedar delta ember falcon garnet harbor"
_LAST_NAMES = "books credit desk freight ledger supply"

_USE_CASES = tuple(_MIXES)
_ENDPOINTS = tuple(
    dict.fromkeys([*_COMMON, *(label for mix in _MIXES.values() for label in mix), *_TWINS.values()])
)
_FULL, _HALF = (1.0,), (0.45,)
_SLOWLY = (0.2, 0.4, 0.6, 0.8, 1.0)

# partner's place within its use case, use case, kind, first week, the part that moves week by week, target
_PIVOTS: tuple[tuple[int, str, str, int, tuple[float, ...], str], ...] = (
    (0, "Contact sync", "gradual", 8, _SLOWLY, "Bookkeeping"),
    (1, "Invoicing", "abrupt", 9, _FULL, "Stock keeping"),
    (0, "Bookkeeping", "abrupt", 12, _FULL, "Credit checks"),
    (1, "Contact sync", "partial", 12, _HALF, "Invoicing"),
)


def demo_platform(seed: int = 7) -> Platform:
    """Return the platform of the demo.

    Four pivots: two are seen before the last week, two become visible with it. Around them everybody
    goes over to v2 for reading contacts, and there are a volume spike, an odd week, a retry storm, a
    partner that leaves and one that joins: none of these is a pivot.
    """
    rng = np.random.default_rng(seed)
    home = np.repeat(np.arange(len(_SIZES)), _SIZES)
    mixes = np.array([_mix(name) for name in _USE_CASES])
    mix = np.repeat(_personal(mixes[home], rng)[None], WEEKS, axis=0)
    volume = np.exp(rng.normal(np.log(260), 0.8, size=(1, len(home)))) * np.exp(
        rng.normal(0, 0.12, (WEEKS, 1))
    )
    volume = np.clip(volume * np.exp(rng.normal(0, 0.12, size=(WEEKS, len(home)))), 60, 4000)
    error_rate = np.full((WEEKS, len(home)), 0.02)
    names = _partner_names(len(home), rng)
    truth = [
        *_plant_pivots(mix, volume, home, mixes, names, rng),
        *_plant_nuisances(mix, volume, error_rate, home, mixes, names),
        *_migrate(mix),
    ]
    shares = _unrest(mix, rng)
    calls = shares * volume[:, :, None]
    return Platform(
        seed=seed,
        endpoints=_ENDPOINTS,
        partners=names,
        first_day=FIRST_DAY,
        successes=rng.poisson(calls).astype(np.int64),
        errors=rng.poisson(calls * error_rate[:, :, None]).astype(np.int64),
        use_cases=_USE_CASES,
        partner_use_cases=home.astype(np.int64),
        truth=tuple(sorted(truth, key=lambda one: (one.start_week, one.partner or ""))),
    )


def _mix(use_case: str) -> NDArray[np.float64]:
    weights = np.array([float(_MIXES[use_case].get(label, _COMMON.get(label, 0))) for label in _ENDPOINTS])
    result: NDArray[np.float64] = weights / weights.sum()
    return result


def _personal(mixes: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Return each partner's own way of its use case, a Dirichlet draw: (n_partners, n_endpoints)."""
    drawn = rng.gamma(np.maximum(mixes * 60, 1e-9)) * (mixes > 0)
    result: NDArray[np.float64] = drawn / drawn.sum(axis=1, keepdims=True)
    return result


def _unrest(mix: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Return what the weeks make of the mixes: Dirichlet shares, as with calls that come in batches."""
    return _personal((mix * 5).reshape(-1, mix.shape[2]), rng).reshape(mix.shape)


def _partner_names(count: int, rng: np.random.Generator) -> tuple[str, ...]:
    everyone = [f"{first}-{last}" for first, last in product(_FIRST_NAMES.split(), _LAST_NAMES.split())]
    return tuple(everyone[index] for index in rng.permutation(len(everyone))[:count])


def _member(home: NDArray[np.int64], use_case: str, place: int) -> int:
    return int(np.flatnonzero(home == _USE_CASES.index(use_case))[place])


def _plant_pivots(
    mix: NDArray[np.float64],
    volume: NDArray[np.float64],
    home: NDArray[np.int64],
    mixes: NDArray[np.float64],
    names: Sequence[str],
    rng: np.random.Generator,
) -> list[Truth]:
    truth = []
    for place, source, kind, start, steps, target in _PIVOTS:
        partner = _member(home, source, place)
        own = _personal(mixes[[_USE_CASES.index(target)]], rng)[0]
        part = np.array([steps[min(week, len(steps) - 1)] for week in range(WEEKS - start)])[:, None]
        mix[start:, partner] = (1 - part) * mix[start:, partner] + part * own
        volume[:, partner] = np.maximum(volume[:, partner], 300)
        truth.append(Truth(names[partner], kind, start, None, source, target, is_pivot=True))
    return truth


def _plant_nuisances(
    mix: NDArray[np.float64],
    volume: NDArray[np.float64],
    error_rate: NDArray[np.float64],
    home: NDArray[np.int64],
    mixes: NDArray[np.float64],
    names: Sequence[str],
) -> list[Truth]:
    busy, odd = _member(home, "Stock keeping", 1), _member(home, "Bookkeeping", 2)
    stormy, leaving = _member(home, "Invoicing", 3), _member(home, "Contact sync", 4)
    joining = _member(home, "Stock keeping", 4)
    volume[11, busy] *= 12
    mix[10, odd] = 0.3 * mix[10, odd] + 0.7 * mixes[_USE_CASES.index("Stock keeping")]
    error_rate[13, stormy] = 2.5
    volume[11:, leaving] = 0
    volume[:9, joining] = 0
    planted = (
        (busy, "volume_spike", 11, 12),
        (odd, "excursion", 10, 11),
        (stormy, "retry_storm", 13, None),
        (leaving, "churn", 11, None),
        (joining, "onboarding", 9, None),
    )
    return [
        Truth(names[who], kind, start, end, None, None, is_pivot=False) for who, kind, start, end in planted
    ]


def _migrate(mix: NDArray[np.float64]) -> list[Truth]:
    """Move everybody's reading of contacts from v1 to v2 within three weeks."""
    start = 10
    part = np.minimum(1.0, np.arange(1, WEEKS - start + 1) / 3)[:, None]
    for old, new in _TWINS.items():
        before, after = _ENDPOINTS.index(old), _ENDPOINTS.index(new)
        moved = mix[start:, :, before] * part
        mix[start:, :, before] -= moved
        mix[start:, :, after] += moved
    return [Truth(None, "migration", start, None, None, None, is_pivot=False)]
