"""A partner does what it did not declare: calls outside the endpoints and groups it was approved for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from detectors.base import Detector, Evidence, Example, Finding, History
from detectors.counting import Floats, is_provisional
from detectors.declarations import Declaration, allows
from detectors.episodes import last_told
from detectors.examples import history_of, repeated
from foundation import Section, counted

BREACH, UNCLEAR = "undeclared_use", "declaration_unclear"
Mask = NDArray[np.bool_]


class Parameters(Section):
    """What counts as a breach."""

    share: float = Field(default=0.05, gt=0, lt=1)
    """This part of the partner's successful calls may be outside; more, surely more, is a breach."""
    sigmas: float = Field(default=2.33, ge=0, le=6)
    """How sure: standard errors between the share seen and the lowest that it may truly be."""
    correlation: float = Field(default=0.01, ge=0, le=0.5)
    """Calls come in bursts: n calls are worth n / (1 + (n - 1) x this) independent ones."""
    typical_share: float = Field(default=0.01, gt=0, lt=1)
    """A declared group allows the endpoints that have this part of its other members' calls."""
    worse: float = Field(default=2.0, gt=1, le=20)
    """A breach that was told alerts again when its share is so many times as large."""


@dataclass(frozen=True, slots=True)
class _Breach:
    """One partner's breach.

    Attributes
    ----------
    outside
        Which endpoints were not declared, (n_endpoints,).
    share
        Their part of the calls in the last window.
    start
        Index of the window in which it began.
    """

    row: int
    outside: Mask
    share: float
    start: int


def judge(history: History, parameters: Parameters) -> Sequence[Finding]:
    """Return unclear declarations together, then the breaches to be told now, by partner."""
    ids = {name.casefold(): group for group, name in history.group_names.items()}
    told = last_told(history, [BREACH])
    found = list(_unclear(history, ids))
    peers = _Peers(history)
    for row, partner in enumerate(history.partners):
        declaration = history.declarations.get(partner)
        if declaration and _is_clear(declaration, ids):
            breach = _breach(history, row, declaration, ids, peers, parameters)
            alert = breach is not None and _alerts(history, breach, told.get(partner), parameters)
            if breach is not None and alert is not None:
                found.append(_finding(history, breach, alert=alert))
    return found


def _is_clear(declaration: Declaration, ids: Mapping[str, int]) -> bool:
    groups = declaration.get("groups", ())
    return bool(declaration.get("endpoints")) or any(name.casefold() in ids for name in groups)


def _breach(
    history: History,
    row: int,
    declaration: Declaration,
    ids: Mapping[str, int],
    peers: _Peers,
    parameters: Parameters,
) -> _Breach | None:
    used = _row(history, -1, row) > 0
    outside = np.zeros(len(history.endpoints), dtype=np.bool_)
    for column in np.flatnonzero(used).tolist():
        outside[column] = not allows(declaration, history.endpoints[column])
    for name in declaration.get("groups", ()):
        if outside.any() and name.casefold() in ids:
            outside &= ~peers.typical(ids[name.casefold()], row, parameters.typical_share)
    limit = parameters.share * history.tolerance.get(history.partners[row], 1.0)
    start = len(history.windows)
    while start and _surely_over(_row(history, start - 1, row), outside, limit, parameters):
        start -= 1
    if start == len(history.windows):
        return None
    now = _row(history, -1, row)
    return _Breach(row, outside, float(now[outside].sum() / now.sum()), start)


def _row(history: History, index: int, row: int) -> Floats:
    counts: Floats = history.successes[index][[row], :].toarray()[0].astype(np.float64)
    return counts


@dataclass
class _Peers:
    """What is usual in the groups, summed once for each, however many partners declared it."""

    history: History
    _sums: dict[int, tuple[Floats, int]] = field(default_factory=dict)

    def typical(self, group: int, row: int, least: float) -> Mask:
        """Return the endpoints with at least this share of the calls of a group's members other than one."""
        if group not in self._sums:
            self._sums[group] = self._summed(group)
        shares, active = self._sums[group]
        own = _row(self.history, -1, row)
        if self.history.groups[-1, row] == group and own.any():
            shares, active = shares - own / own.sum(), active - 1
        if not active:
            return np.ones(len(shares), dtype=np.bool_)  # nobody to compare with blames nobody
        # taking the partner's own share out again leaves the last digits of the sum to chance
        typical: Mask = shares / active >= least * (1 - 1e-9)
        return typical

    def _summed(self, group: int) -> tuple[Floats, int]:
        """Return the sum of the members' shares, (n_endpoints,), and how many called anything."""
        counts = self.history.successes[-1][np.flatnonzero(self.history.groups[-1] == group)]
        totals = np.asarray(counts.sum(axis=1), dtype=np.float64).ravel()
        weights = np.divide(1.0, totals, out=np.zeros_like(totals), where=totals > 0)
        return np.asarray(weights @ counts, dtype=np.float64).ravel(), int((totals > 0).sum())


def _surely_over(counts: Floats, outside: Mask, limit: float, parameters: Parameters) -> bool:
    """Tell whether the lower end of Wilson's interval (1927) for the share outside is above the limit."""
    calls = counts.sum()
    if calls == 0:
        return False
    n = calls / (1 + (calls - 1) * parameters.correlation)
    share, z2 = counts[outside].sum() / calls, parameters.sigmas**2
    spread = parameters.sigmas * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return bool((share + z2 / (2 * n) - spread) / (1 + z2 / n) > limit)


def _alerts(history: History, breach: _Breach, told: Finding | None, parameters: Parameters) -> bool | None:
    """Tell whether it is to alert; None = there is nothing new to tell."""
    lasting = len(history.windows) - breach.start >= 2
    if told is None or told.window < history.windows[breach.start]:
        continued = told is not None and breach.start == 0 and history.first_index > 0
        return None if continued else lasting
    if told.alert:
        return True if breach.share >= parameters.worse * float(told.peers.get("share", 1)) else None
    return True if lasting else None


def _finding(history: History, breach: _Breach, *, alert: bool) -> Finding:
    partner, since = history.partners[breach.row], history.windows[breach.start]
    evidence = _evidence(history, breach)
    most = evidence[0].endpoint
    also = f" and {len(evidence) - 1} more" if len(evidence) > 1 else ""
    return Finding(
        window=history.windows[-1],
        detector="declared",
        kind=BREACH,
        partner=partner,
        severity="high" if breach.share >= 0.3 else "medium",
        confidence=0.95 if alert else 0.8,
        alert=alert,
        provisional=is_provisional(history),
        since_window=since,
        sentence=(
            f"{breach.share:.0%} of {partner}'s calls are outside what it declared, since {since}: "
            f"{most}{also}."
        ),
        evidence=evidence,
        reasons={
            "real": f"{breach.share:.1%} of its successful calls, surely above the limit",
            "own": "endpoints that are usual in the groups it declared are allowed",
            "lasting": f"{counted(len(history.windows) - breach.start, 'window')}, since {since}",
            "large": f"{breach.share:.1%} of its successful calls",
        },
        peers={"share": round(breach.share, 4)},
    )


def _evidence(history: History, breach: _Breach) -> tuple[Evidence, ...]:
    """Return the endpoints outside, those that tell most of the change first."""
    now = _row(history, -1, breach.row)
    before = sum((_row(history, i, breach.row) for i in range(breach.start)), np.zeros_like(now))
    old, new = before / max(before.sum(), 1), now / now.sum()
    risen = np.where(breach.outside, np.maximum(new - old, 0), 0)
    # a breach may go on although each of its endpoints fell; then their shares tell what weighs most
    weight = risen if risen.any() else np.where(breach.outside, new, 0)
    part = weight / weight.sum()
    columns = [i for i in np.lexsort((-new, -part)).tolist() if breach.outside[i]]
    return tuple(
        Evidence(history.endpoints[i], float(old[i]), float(new[i]), float(part[i])) for i in columns
    )


def _unclear(history: History, ids: Mapping[str, int]) -> Iterator[Finding]:
    names: dict[str, int] = {}
    for partner in history.partners:
        declaration = history.declarations.get(partner)
        if declaration and declaration.get("groups") and not _is_clear(declaration, ids):
            for name in declaration["groups"]:
                names[name] = names.get(name, 0) + 1
    told = {finding.subject for finding in history.earlier if finding.kind == UNCLEAR}
    subject = "; ".join(sorted(names))
    if not names or subject in told:
        return
    yield Finding(
        window=history.windows[-1],
        detector="declared",
        kind=UNCLEAR,
        subject=subject,
        severity="low",
        confidence=0.99,
        alert=False,
        provisional=is_provisional(history),
        since_window=history.windows[-1],
        sentence=(
            f"Use cases declared by {counted(sum(names.values()), 'partner')} are no group's name, so they "
            f"cannot be checked: {', '.join(sorted(names)[:5])}{' ...' if len(names) > 5 else ''}."
        ),
        peers={"declarations": names},
    )


def examples() -> Sequence[Example]:
    """Return breaches that begin and last; what was declared, few calls and what was told are quiet."""
    usual, lending = {"GET /v1/contacts": 500}, {"GET /v1/contacts": 300, "POST /v1/credit-checks": 200}
    declared = {"a": {"groups": [], "endpoints": ["GET /v1/contacts*"]}}
    both = {"a": {"groups": [], "endpoints": ["* /v1/contacts*", "POST /v1/credit-checks"]}}
    by_group = {"a": {"groups": ["group 2"], "endpoints": []}}
    unknown = {"a": {"groups": ["Bookkeeping"], "endpoints": []}}
    lasts = repeated(usual, 8) + repeated(lending, 2)
    lenders = {"a": lasts, "b": repeated(lending, 10)}
    of = {"a": 1, "b": 2}
    longer = repeated(usual, 8) + repeated(lending, 3)
    told = judge(history_of({"a": lasts}, declarations=declared), Parameters())
    migrated = repeated(usual, 8) + repeated({"GET /v2/contacts": 500}, 2)
    few = repeated({"GET /v1/contacts": 9}, 9) + repeated({"GET /v1/contacts": 8, "POST /v1/x": 1}, 1)
    return (
        Example("begins", history_of({"a": lasts[:9]}, declarations=declared), (BREACH,)),
        Example("lasts", history_of({"a": lasts}, declarations=declared), (BREACH,)),
        Example("told before", history_of({"a": longer}, declarations=declared, earlier=told)),
        Example("declared", history_of({"a": lasts}, declarations=both)),
        Example("a new version of it", history_of({"a": migrated}, declarations=declared)),
        Example("usual in a declared group", history_of(lenders, groups=of, declarations=by_group)),
        Example("names no group", history_of({"a": lasts}, declarations=unknown), (UNCLEAR,)),
        Example("one call of nine", history_of({"a": few}, declarations=declared)),
    )


PLUGIN = Detector(
    kinds=(BREACH, UNCLEAR),
    parameters=Parameters,
    judge=judge,
    runbook=(
        "Show the partner the endpoints and the share. Either the declaration is out of date: have the new "
        "use approved and enter it; or the use is not wanted: agree when it ends, and close it if it is not. "
        "An unclear declaration: rename the group to the declared name, or declare endpoints instead."
    ),
    reference="Wilson (1927), Probable inference, the law of succession, and statistical inference",
    examples=examples,
)
