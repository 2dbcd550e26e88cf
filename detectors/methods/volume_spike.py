"""A partner calls many times as much as it usually does, whatever it calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import Field

from detectors.base import Detector, Example, Finding, History
from detectors.counting import Floats, is_provisional, totals
from detectors.episodes import last_told
from detectors.examples import history_of, repeated
from detectors.fdr import q_values
from foundation import Section

KIND = "volume_spike"
_TAIL_DEGREES = 7  # the noise is estimated from about eight windows, so its ratio has a t distribution
_NORMAL_MAD = 1.4826  # makes a median absolute deviation comparable with a standard deviation


class Parameters(Section):
    """What counts as a spike, and which spikes a manager must hear of."""

    factor: float = Field(default=5.0, gt=1, le=1000)
    """So many times its usual volume, group and platform allowed for."""
    false_discovery_rate: float = Field(default=0.01, gt=0, lt=0.5)
    """Expected part of wrong ones among the spikes of a window."""
    platform_share: float = Field(default=0.02, gt=0, le=1)
    """From this part of the platform's calls on, a spike threatens others, and alerts."""
    baseline_windows: int = Field(default=8, ge=3, le=52)
    """The usual volume is the median of so many windows before."""
    fewest_windows: int = Field(default=4, ge=3, le=52)
    """A partner with fewer windows of use before has no usual volume yet."""


@dataclass(frozen=True, slots=True)
class _Volumes:
    """Per partner, (n_partners,): calls now, the usual, how many times, and how sure.

    `by_window` has the calls of all windows, (n_windows, n_partners).
    """

    now: Floats
    usual: Floats
    times: Floats
    q: Floats
    by_window: Floats


def judge(history: History, parameters: Parameters) -> Sequence[Finding]:
    """Return the spikes of the last window that were not told yet, by partner."""
    volumes = _measured(history, parameters)
    needed = parameters.factor * _tolerance(history)
    spikes = (volumes.q <= parameters.false_discovery_rate) & (volumes.times >= needed)
    platform = max(float(volumes.now.sum()), 1.0)
    told = last_told(history, [KIND])
    found = []
    for row in np.flatnonzero(spikes).tolist():
        if _is_news(history, volumes, row, told.get(history.partners[row]), parameters):
            alert = bool(volumes.now[row] / platform >= parameters.platform_share)
            found.append(_finding(history, volumes, row, volumes.now[row] / platform, alert=alert))
    return found


def _measured(history: History, parameters: Parameters) -> _Volumes:
    from scipy.special import stdtr  # noqa: PLC0415 - its import takes longer than a short command

    calls = totals(history.successes)
    past, now = calls[:-1][-parameters.baseline_windows :], calls[-1]
    usual, times, p = np.zeros_like(now), np.zeros_like(now), np.ones_like(now)
    judged = np.flatnonzero((past > 0).sum(axis=0) >= parameters.fewest_windows)
    if judged.size:
        used = np.where(past[:, judged] > 0, past[:, judged], np.nan)
        usual[judged] = np.nanmedian(used, axis=0)
        change = np.log((now[judged] + 0.5) / (usual[judged] + 0.5))
        # a holiday's end or a busy season lifts all: what the median partner does is nobody's own
        own = change - max(float(np.median(change)), 0.0)
        noise = _noise(np.log(used / usual[judged]), now[judged], usual[judged])
        times[judged] = np.exp(own)
        p[judged] = stdtr(_TAIL_DEGREES, -own / noise)
    return _Volumes(now, usual, times, q_values(p), calls)


def _noise(ratios: Floats, now: Floats, usual: Floats) -> Floats:
    """Return the error of each log ratio: the partner's own swing, shrunk to the platform's median."""
    swing = _NORMAL_MAD * np.nanmedian(np.abs(ratios), axis=0)
    typical = max(float(np.median(swing)), 0.05)
    weight = ratios.shape[0] / (ratios.shape[0] + 4)
    own = np.sqrt(weight * swing**2 + (1 - weight) * typical**2)
    noise: Floats = np.sqrt(own**2 + 1 / (now + 0.5) + 1 / (usual + 0.5))
    return noise


def _tolerance(history: History) -> Floats:
    return np.array([history.tolerance.get(partner, 1.0) for partner in history.partners])


def _is_news(
    history: History, volumes: _Volumes, row: int, told: Finding | None, parameters: Parameters
) -> bool:
    if told is None:
        return True
    calls = volumes.by_window[:, row]
    since = [i for i, key in enumerate(history.windows[:-1]) if key >= told.window]
    if not since:
        return told.window < history.windows[0]
    over = any(calls[index] < volumes.usual[row] * parameters.factor / 2 for index in since)
    worse = bool(volumes.now[row] >= 2 * calls[since].max())
    return over or worse


def _finding(history: History, volumes: _Volumes, row: int, share: float, *, alert: bool) -> Finding:
    partner, times = history.partners[row], float(volumes.times[row])
    return Finding(
        window=history.windows[-1],
        detector="volume_spike",
        kind=KIND,
        partner=partner,
        severity="high" if alert else "low",
        confidence=round(float(np.clip(1 - volumes.q[row], 0, 0.99)), 4),
        alert=alert,
        provisional=is_provisional(history),
        since_window=history.windows[-1],
        sentence=(
            f"{partner} made {int(volumes.now[row]):,} successful calls, {times:.1f} times what it usually "
            f"does ({int(volumes.usual[row]):,}); that is {share:.1%} of all calls."
        ),
        reasons={
            "real": f"chance of this by its own ups and downs: q = {volumes.q[row]:.2g}",
            "own": "what the median partner did meanwhile is taken out",
            "lasting": "one window so far",
            "large": f"{times:.1f} times the usual, {share:.1%} of the platform's calls",
        },
    )


def examples() -> Sequence[Example]:
    """Return a spike, and what is none: small counts, a platform-wide rise, a spike told before."""
    usual = {"GET /v1/contacts": 1000, "GET /v1/invoices": 500}
    others = {f"p{n}": repeated(usual, 12) for n in range(5)}
    twenty = {label: 20 * count for label, count in usual.items()}
    spike = [*repeated(usual, 11), twenty]
    all_up = {name: [*repeated(usual, 11), twenty] for name in others}
    few = [*repeated({"GET /v1/contacts": 3}, 11), {"GET /v1/contacts": 17}]
    longer = [*repeated(usual, 11), twenty, twenty]
    told = judge(history_of({"a": spike, **others}), Parameters())
    on = {name: repeated(usual, 13) for name in others}
    return (
        Example("twenty times the volume", history_of({"a": spike, **others}), (KIND,)),
        Example("all partners alike", history_of(all_up)),
        Example("small counts swing", history_of({"a": few, **others})),
        Example("told, and it goes on", history_of({"a": longer, **on}, earlier=told)),
    )


PLUGIN = Detector(
    kinds=(KIND,),
    parameters=Parameters,
    judge=judge,
    runbook=(
        "With alert: the volume is a noticeable part of the platform's. See whether a limit protects the "
        "others, then ask the partner whether it is a campaign, a backfill or a loop. "
        "Without alert: for the record."
    ),
    reference="Benjamini and Hochberg (1995) for the rate of false discoveries; median and MAD for the usual",
    examples=examples,
)
