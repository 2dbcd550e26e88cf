"""A partner's calls fail far more often than they did; an endpoint that fails for many is told once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from detectors.base import Detector, Evidence, Example, Finding, History
from detectors.counting import Floats, is_provisional
from detectors.examples import history_of, repeated
from detectors.fdr import q_values
from foundation import Section, counted

if TYPE_CHECKING:
    from scipy.sparse import csr_array  # its import takes longer than a short command

STORM, OUTAGE = "error_storm", "endpoint_outage"
_PRIOR_CALLS = 20  # a partner with few calls before is expected to fail as often as the platform does


class Parameters(Section):
    """What counts as a storm."""

    share: float = Field(default=0.2, gt=0, lt=1)
    """At least this part of the partner's calls fails, and this much more than usual."""
    errors: int = Field(default=20, ge=1, le=1_000_000)
    """At least so many calls of the partner failed in the window; fewer are nobody's business."""
    false_discovery_rate: float = Field(default=0.01, gt=0, lt=0.5)
    """Expected part of wrong ones among the storms of a window."""
    correlation: float = Field(default=0.02, ge=0, le=0.5)
    """Errors come in bursts: n calls are worth n / (1 + (n - 1) x this) independent ones."""
    outage_share: float = Field(default=0.3, gt=0, le=1)
    """Where an endpoint fails for this part of its callers (at least five), it is the endpoint's fault."""
    baseline_windows: int = Field(default=8, ge=2, le=52)
    """The usual share of errors is the median of so many windows before."""


@dataclass(frozen=True, slots=True)
class _Shares:
    """Error shares without the endpoints that are out.

    Attributes
    ----------
    by_window
        (n_windows, n_partners), 0 where there were no calls; the last is the one judged.
    usual, calls, q
        (n_partners,): the usual share, calls in the last window, and the false discovery rate.
    """

    by_window: Floats
    usual: Floats
    calls: Floats
    q: Floats


def judge(history: History, parameters: Parameters) -> Sequence[Finding]:
    """Return endpoints that fail for many, then partners that fail alone: when it begins, and if it lasts."""
    if len(history.windows) < 3:
        return ()
    outages = _outages(history, len(history.windows) - 1, parameters)
    before = set(_outages(history, len(history.windows) - 2, parameters))
    found = [_outage(history, column) for column in outages if column not in before]
    shares = _measured(history, outages, parameters)
    tolerance = np.array([history.tolerance.get(partner, 1.0) for partner in history.partners])
    limit = np.minimum(shares.usual + parameters.share * tolerance, 0.95)
    over = shares.by_window >= np.maximum(limit, parameters.share)
    length = np.cumprod(over[::-1], axis=0).sum(axis=0)  # how many windows it has lasted
    failed = shares.by_window[-1] * shares.calls
    sure = (shares.q <= parameters.false_discovery_rate) & (failed >= parameters.errors - 0.5)
    found += [
        _storm(history, shares, row, lasting=bool(length[row] == 2))
        for row in np.flatnonzero(sure & ((length == 1) | (length == 2))).tolist()
    ]
    return found


def _outages(history: History, index: int, parameters: Parameters) -> list[int]:
    """Return the endpoints that failed for many of their callers in a window, as columns."""
    errors, calls = history.errors[index], history.successes[index] + history.errors[index]
    width = len(history.endpoints)
    # positive where the share of errors reaches the limit. The margin keeps a share of exactly that in, and
    # every entry other than zero, so that the entries are those of `calls`
    over = errors - (2 * parameters.share - 1e-9) * calls
    enough = calls.data >= 5
    callers = np.bincount(calls.indices[enough], minlength=width)
    hit = np.bincount(calls.indices[enough & (over.data > 0)], minlength=width)
    return [int(column) for column in np.flatnonzero(hit >= np.maximum(5, parameters.outage_share * callers))]


def _measured(history: History, outages: Sequence[int], parameters: Parameters) -> _Shares:
    from scipy.special import betainc  # noqa: PLC0415 - its import takes longer than a short command

    kept = np.ones(len(history.endpoints))
    kept[list(outages)] = 0
    first = max(0, len(history.windows) - 1 - parameters.baseline_windows)
    bad = np.array([matrix @ kept for matrix in history.errors[first:]])
    n = bad + np.array([matrix @ kept for matrix in history.successes[first:]])
    platform = bad[:-1].sum() / max(n[:-1].sum(), 1.0)
    shares = np.where(n > 0, bad / np.maximum(n, 1), 0)
    old = n[:-1].sum(axis=0)
    weight = old / (old + _PRIOR_CALLS)
    usual = np.clip(weight * _median(shares[:-1], n[:-1]) + (1 - weight) * platform, 1e-3, 1)
    worth = np.maximum(n[-1] / (1 + np.maximum(n[-1] - 1, 0) * parameters.correlation), 1)
    # the chance of so many errors among so many independent calls when nothing has changed: the upper tail of
    # the binomial distribution, as the incomplete beta function, which takes parts of a call as well
    failed = np.maximum(shares[-1] * worth, 1e-9)
    p = betainc(failed, worth - failed + 1, usual)
    return _Shares(shares, usual, n[-1], q_values(np.where(n[-1] > 0, p, 1.0)))


def _median(shares: Floats, calls: Floats) -> Floats:
    """Return the median share over the windows with calls, 0 where there is none."""
    seen = np.where((calls > 0).any(axis=0), np.where(calls > 0, shares, np.nan), 0)
    median: Floats = np.nanmedian(seen, axis=0)
    return median


def _storm(history: History, shares: _Shares, row: int, *, lasting: bool) -> Finding:
    partner, share = history.partners[row], float(shares.by_window[-1, row])
    since = history.windows[-2 if lasting else -1]
    on = ", for the second window running" if lasting else ""
    return Finding(
        window=history.windows[-1],
        detector="error_storm",
        kind=STORM,
        partner=partner,
        severity="high" if lasting and share >= 0.5 else "medium",
        confidence=round(float(np.clip(1 - shares.q[row], 0, 0.99)), 4),
        alert=lasting,
        provisional=is_provisional(history),
        since_window=since,
        sentence=(
            f"{share:.0%} of {partner}'s {int(shares.calls[row]):,} calls failed{on}; "
            f"usually {shares.usual[row]:.1%} do."
        ),
        evidence=_by_endpoint(history, row),
        reasons={
            "real": f"chance of this by its own ups and downs: q = {shares.q[row]:.2g}",
            "own": "endpoints that fail for many partners are left out",
            "lasting": f"{counted(2 if lasting else 1, 'window')}, since {since}",
            "large": f"{share:.0%} of its calls instead of {shares.usual[row]:.1%}",
        },
    )


def _by_endpoint(history: History, row: int) -> tuple[Evidence, ...]:
    """Return error shares by endpoint, before and now; contributions are parts of all errors now."""
    old_bad, old_good = (_summed(part[:-1], row) for part in _both(history))
    bad, good = (part[-1][[row], :].toarray()[0] for part in _both(history))
    worst = [int(column) for column in np.argsort(-bad, kind="stable")[:10] if bad[column] > 0]
    return tuple(
        Evidence(
            endpoint=history.endpoints[column],
            before=float(old_bad[column] / max(old_bad[column] + old_good[column], 1)),
            after=float(bad[column] / (bad[column] + good[column])),
            contribution=float(bad[column] / bad[worst].sum()),
        )
        for column in worst
    )


def _summed(matrices: Sequence[csr_array], row: int) -> Floats:
    """Return a partner's counts summed over windows, (n_endpoints,): its rows, not the whole matrices."""
    rows = [matrix[[row], :].toarray()[0] for matrix in matrices]
    summed: Floats = np.sum(rows, axis=0)
    return summed


def _both(history: History) -> tuple[Sequence[csr_array], Sequence[csr_array]]:
    return history.errors, history.successes


def _outage(history: History, column: int) -> Finding:
    label = history.endpoints[column]
    before, after = (_failing(history, column, part) for part in (slice(0, -1), slice(-1, None)))
    hit = int((history.errors[-1][:, [column]].toarray() > 0).sum())
    return Finding(
        window=history.windows[-1],
        detector="error_storm",
        kind=OUTAGE,
        subject=label,
        severity="medium",
        confidence=0.99,
        alert=False,
        provisional=is_provisional(history),
        since_window=history.windows[-1],
        sentence=(
            f"{label} failed for {counted(hit, 'partner')}: {after:.0%} of its calls, {before:.1%} before."
        ),
        evidence=(Evidence(label, before, after, 1.0),),
        reasons={"own": f"shared by {counted(hit, 'partner')}, so none of them is blamed"},
        peers={"hit": hit},
    )


def _failing(history: History, column: int, part: slice) -> float:
    bad = sum(float(matrix[:, [column]].sum()) for matrix in history.errors[part])
    good = sum(float(matrix[:, [column]].sum()) for matrix in history.successes[part])
    return bad / (bad + good) if bad + good else 0.0


def examples() -> Sequence[Example]:
    """Return a storm that begins and one that lasts; an outage for all, and a few failures, are none."""
    usual, fails = {"GET /v1/contacts": 400}, {"GET /v1/contacts": 300}
    others = {f"p{n}": repeated(usual, 10) for n in range(6)}
    none = repeated({"GET /v1/contacts": 2}, 10)
    begun, lasting, over = (repeated({"GET /v1/contacts": 2}, 10 - n) + repeated(fails, n) for n in (1, 2, 3))
    calls = {"a": repeated(usual, 10), **others}
    few = {"a": repeated({"GET /v1/contacts": 3}, 10), **others}
    return (
        Example("begins", history_of(calls, {"a": begun, "p0": none}), (STORM,)),
        Example("lasts", history_of(calls, {"a": lasting, "p0": none}), (STORM,)),
        Example("told twice already", history_of(calls, {"a": over, "p0": none})),
        Example("an endpoint is out for all", history_of(calls, dict.fromkeys(calls, begun)), (OUTAGE,)),
        Example("two failures of five", history_of(few, {"a": [{}] * 9 + [{"GET /v1/contacts": 2}]})),
    )


PLUGIN = Detector(
    kinds=(STORM, OUTAGE),
    parameters=Parameters,
    judge=judge,
    runbook=(
        "A storm that lasts: tell the partner which endpoints fail and since when; most often a credential "
        "has expired or a release of theirs went wrong. An outage: ask the team that owns the endpoint."
    ),
    reference="Benjamini and Hochberg (1995); Kish (1965), the effective size of a clustered sample",
    examples=examples,
)
