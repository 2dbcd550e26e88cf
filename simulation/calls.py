"""From counts to single calls: who called what when, as arrays. No text yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from simulation.callers import Caller
from simulation.platform import Platform

NOBODY = -1
"""As a partner: a scanner's call without credential; as an endpoint: a path that the API does not have."""
SCANNED = (
    "/wp-login.php",
    "/.env",
    "/admin/config.php",
    "/<script>alert(1)</script>",
    "/cgi-bin/luci",
    "/favicon.ico",
)

_WEEK_US = 7 * 86_400 * 1_000_000
_HOUR_US = 3_600 * 1_000_000
_LONGEST_US = 30 * 1_000_000
_DAYS = np.array([1.0, 1.05, 1.08, 1.02, 0.9, 0.35, 0.3])
_OFFICE = np.array(
    [2, 1, 1, 1, 1, 2, 4, 8, 14, 18, 19, 18, 15, 17, 18, 17, 15, 11, 8, 6, 5, 4, 3, 2], dtype=float
)
_NIGHT = np.array([9, 30, 34, 28, 12, 4] + [1] * 16 + [2, 4], dtype=float)
_ERRORS = np.array([400, 401, 403, 404, 409, 422, 429, 499, 500, 502, 503], dtype=np.int16)
_ERROR_PARTS = np.array([0.16, 0.06, 0.04, 0.3, 0.04, 0.12, 0.12, 0.02, 0.08, 0.03, 0.03])
_SCANNER_PART = 0.002
_LATENCY_US, _LATENCY_SPREAD = 45_000, 0.7


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls of one week in the order in which they ended; every array is (n_calls,).

    Attributes
    ----------
    started_us, latency_us
        Microseconds since 1970, and microseconds.
    partner, endpoint
        Indices; NOBODY for a scanner's calls.
    credential
        Index within the partner's credentials.
    status
        As the client saw it; 499 = it had left.
    """

    started_us: NDArray[np.int64]
    latency_us: NDArray[np.int64]
    partner: NDArray[np.int32]
    endpoint: NDArray[np.int32]
    credential: NDArray[np.int8]
    status: NDArray[np.int16]

    def __len__(self) -> int:
        """Return the number of calls."""
        return len(self.started_us)

    def part(self, rows: slice) -> Calls:
        """Return some of the calls."""
        return Calls(*(getattr(self, name)[rows] for name in self.__slots__))


def calls_of_week(platform: Platform, callers: Sequence[Caller], week: int) -> Calls:
    """Draw the calls of a week: exactly as many for each partner and endpoint as the platform counts.

    All of them start and end in the week, so that it makes no difference which of the two a gateway stamps.
    """
    rng = np.random.default_rng([platform.seed, week, 11])
    partner, endpoint, failed = _cells(platform.successes[week], platform.errors[week], rng)
    night = np.array([one.at_night for one in callers] + [False])
    second = np.array([len(one.credentials) > 1 for one in callers] + [False])
    latency = _latency(endpoint, failed, rng)
    monday = datetime.combine(platform.first_day + timedelta(weeks=week), datetime.min.time(), tzinfo=UTC)
    started = int(monday.timestamp()) * 1_000_000 + _times(night[partner], rng)
    order = np.argsort(started + latency, kind="stable")
    return Calls(
        started_us=started[order],
        latency_us=latency[order],
        partner=partner[order],
        endpoint=endpoint[order],
        credential=(second[partner] & (rng.random(len(partner)) < 0.3)).astype(np.int8)[order],
        status=_statuses(platform, endpoint, failed, rng)[order],
    )


def _cells(
    successes: NDArray[np.int64], errors: NDArray[np.int64], rng: np.random.Generator
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]]:
    """Return partner, endpoint and whether it failed for each call, scanners' calls at the end."""
    counts = np.concatenate([successes.ravel(), errors.ravel()])
    cell = np.repeat(np.arange(len(counts)), counts)
    partner, endpoint = np.divmod(cell % successes.size, successes.shape[1])
    scanned = np.full(int(rng.poisson(_SCANNER_PART * len(cell))), NOBODY)
    return (
        np.concatenate([partner, scanned]).astype(np.int32),
        np.concatenate([endpoint, scanned]).astype(np.int32),
        np.concatenate([cell >= successes.size, np.ones(len(scanned), dtype=bool)]),
    )


def _times(at_night: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw microseconds since Monday 0:00 UTC that leave room for the longest call at the end."""
    hour = np.empty(len(at_night), dtype=np.int64)
    for night, pattern in ((False, _OFFICE), (True, _NIGHT)):
        weights = np.outer(_DAYS if not night else np.ones(7), pattern).ravel()
        chosen = at_night == night
        drawn = np.searchsorted(
            np.cumsum(weights) / weights.sum(), rng.random(int(chosen.sum())), side="right"
        )
        hour[chosen] = np.minimum(drawn, 167)
    time_us = hour * _HOUR_US + rng.integers(0, _HOUR_US, size=len(hour))
    result: NDArray[np.int64] = (time_us * (1 - 2 * _LONGEST_US / _WEEK_US)).astype(np.int64)
    return result


def _latency(
    endpoint: NDArray[np.int32], failed: NDArray[np.bool_], rng: np.random.Generator
) -> NDArray[np.int64]:
    usual = _LATENCY_US * (1 + endpoint % 7 / 3) * np.where(failed, 0.4, 1.0)
    drawn = usual * np.exp(rng.normal(0, _LATENCY_SPREAD, size=len(endpoint)))
    return np.minimum(drawn, _LONGEST_US).astype(np.int64)


def _statuses(
    platform: Platform, endpoint: NDArray[np.int32], failed: NDArray[np.bool_], rng: np.random.Generator
) -> NDArray[np.int16]:
    good = {"POST": 201, "DELETE": 204}
    usual = [good.get(label.split()[0], 200) for label in platform.endpoints]
    status = np.array([*usual, 404], dtype=np.int16)[endpoint]
    mishap = failed & (endpoint != NOBODY)
    status[mishap] = rng.choice(_ERRORS, size=int(mishap.sum()), p=_ERROR_PARTS)
    return status
