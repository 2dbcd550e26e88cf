"""One credential looks as if several integrations used it: its days are of two kinds with little in common.

What can be known from usage is limited. Two programs behind one key show only if they are active on
different days; used on the same days they look like one program that does both. And one program may truly
have two kinds of days. So days that the weekday explains, a change from one kind to the other (that is a
pivot) and blocks of days (month's end) do not count, and what is left is told without alert.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from detectors.base import CredentialDays, Detector, Evidence, Example, Finding, History
from detectors.counting import Floats, is_provisional
from detectors.examples import history_of, repeated
from foundation import Section

KIND = "shared_credential"
_ROUNDS = 10


class Parameters(Section):
    """What two kinds of days must look like."""

    day_calls: int = Field(default=20, ge=1, le=100_000)
    """A day with fewer successful calls says nothing."""
    days: int = Field(default=5, ge=2, le=60)
    """Each kind must have so many days, spread over at least three weeks."""
    overlap: float = Field(default=0.2, ge=0, lt=1)
    """The two kinds may have this part of their calls in common."""
    alike: float = Field(default=0.7, gt=0, le=1)
    """Days of one kind must have this part of their calls in common with the kind's mean."""
    weekday_explains: float = Field(default=0.85, gt=0.5, le=1)
    """Where the weekday alone tells the kind of so many days, it is a timetable and no second program."""


@dataclass(frozen=True, slots=True)
class _Kinds:
    """Two kinds of days: mean shares (n_endpoints,), and for each day which it is, (n_days,)."""

    first: Floats
    second: Floats
    is_second: NDArray[np.bool_]


def judge(history: History, parameters: Parameters) -> Sequence[Finding]:
    """Return the credentials that look shared and were not told yet, by credential."""
    told = {finding.subject for finding in history.earlier if finding.kind == KIND}
    found = []
    for use in history.credential_days:
        kinds = None if use.credential in told else _two_kinds(use, parameters)
        if kinds is not None:
            found.append(_finding(history, use, kinds))
    return found


def _two_kinds(use: CredentialDays, parameters: Parameters) -> _Kinds | None:
    totals = use.counts.sum(axis=1)
    full = totals >= parameters.day_calls
    if full.sum() < 2 * parameters.days:
        return None
    shares = use.counts[full] / totals[full][:, None]
    kinds = _split(shares)
    days = [day for day, kept in zip(use.days, full.tolist(), strict=True) if kept]
    sizes = (int((~kinds.is_second).sum()), int(kinds.is_second.sum()))
    if min(sizes) < parameters.days or _common(kinds.first, kinds.second) > parameters.overlap:
        return None
    if min(_alike(shares, kinds)) < parameters.alike or not _interleaved(days, kinds.is_second):
        return None
    return None if _by_weekday(days, kinds.is_second) >= parameters.weekday_explains else kinds


def _split(shares: Floats) -> _Kinds:
    """Split days in two by 2-means on square roots of shares (Hellinger), begun at the widest direction."""
    roots = np.sqrt(shares)
    centred = roots - roots.mean(axis=0)
    direction = np.linalg.svd(centred, full_matrices=False)[2][0]
    is_second = centred @ direction > 0
    for _ in range(_ROUNDS):
        if is_second.all() or not is_second.any():
            break
        first, second = roots[~is_second].mean(axis=0), roots[is_second].mean(axis=0)
        nearer = ((roots - second) ** 2).sum(axis=1) < ((roots - first) ** 2).sum(axis=1)
        if (nearer == is_second).all():
            break
        is_second = nearer
    if is_second[0]:
        is_second = ~is_second  # the kind of the first day is the first, whatever sign the direction has
    empty = np.zeros(shares.shape[1])
    first, second = (shares[part].mean(axis=0) if part.any() else empty for part in (~is_second, is_second))
    return _Kinds(first, second, is_second)


def _common(one: Floats, other: Floats) -> float:
    return float(np.minimum(one, other).sum())


def _alike(shares: Floats, kinds: _Kinds) -> tuple[float, float]:
    of_each = ((kinds.first, ~kinds.is_second), (kinds.second, kinds.is_second))
    first, second = (float(np.minimum(shares[part], mean).sum(axis=1).mean()) for mean, part in of_each)
    return first, second


def _interleaved(days: Sequence[date], is_second: NDArray[np.bool_]) -> bool:
    """Tell whether both kinds occur in at least three ISO weeks."""
    weeks: tuple[set[tuple[int, int]], set[tuple[int, int]]] = (set(), set())
    for day, kind in zip(days, is_second.tolist(), strict=True):
        weeks[kind].add(day.isocalendar()[:2])
    return min(map(len, weeks)) >= 3


def _by_weekday(days: Sequence[date], is_second: NDArray[np.bool_]) -> float:
    """Return the part of days whose kind the weekday alone would tell."""
    seen = Counter((day.weekday(), bool(kind)) for day, kind in zip(days, is_second, strict=True))
    right = sum(max(seen[weekday, False], seen[weekday, True]) for weekday in range(7))
    return right / len(days)


def _finding(history: History, use: CredentialDays, kinds: _Kinds) -> Finding:
    tops = [history.endpoints[int(np.argmax(mean))] for mean in (kinds.first, kinds.second)]
    counts = [int((~kinds.is_second).sum()), int(kinds.is_second.sum())]
    change = np.abs(kinds.second - kinds.first)
    columns = [int(c) for c in np.argsort(-change, kind="stable")[:10] if change[c] > 0]
    return Finding(
        window=history.windows[-1],
        detector="shared_credential",
        kind=KIND,
        partner=use.partner,
        subject=use.credential,
        severity="low",
        confidence=0.6,
        alert=False,
        provisional=is_provisional(history),
        since_window=history.windows[max(0, len(history.windows) - 4)],
        sentence=(
            f"{use.partner}'s credential {use.credential} looks shared by two integrations: "
            f"on {counts[0]} days it mostly calls {tops[0]}, on {counts[1]} others {tops[1]}."
        ),
        evidence=tuple(
            Evidence(
                history.endpoints[c],
                float(kinds.first[c]),
                float(kinds.second[c]),
                float(change[c] / change[columns].sum()),
            )
            for c in columns
        ),
        reasons={
            "real": f"{_common(kinds.first, kinds.second):.0%} of calls in common between two kinds of days",
            "lasting": "both kinds in at least three weeks; the weekday does not explain them",
            "or": "one integration that truly has two kinds of days looks the same",
        },
    )


def examples() -> Sequence[Example]:
    """Return days of two kinds in turn; timetables, a change for good and one kind of days are quiet."""
    coin = (1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1)
    cases = {
        "two kinds in turn": (coin, (KIND,)),
        "weekends differ": ((0, 0, 0, 0, 0, 1, 1) * 4, ()),
        "changed for good": ((0,) * 14 + (1,) * 14, ()),
        "all days alike": ((0,) * 28, ()),
    }
    return tuple(Example(name, _history(kinds), claimed) for name, (kinds, claimed) in cases.items())


def _history(kinds: Sequence[int]) -> History:
    mixes = np.array([[40, 20, 0, 0], [2, 0, 30, 30]])
    first = date(2026, 1, 5) + timedelta(weeks=4)
    use = CredentialDays(
        "key-1", "a", [first + timedelta(days=n) for n in range(len(kinds))], mixes[list(kinds)]
    )
    labels = ("GET /v1/contacts", "GET /v1/invoices", "POST /v1/stock", "PUT /v1/stock/{id}")
    return history_of({"a": repeated(dict.fromkeys(labels, 200), 8)}, credential_days=[use])


PLUGIN = Detector(
    kinds=(KIND,),
    parameters=Parameters,
    judge=judge,
    runbook=(
        "Ask the partner whether two products or a third party use this key. If so, give each its own: "
        "only then can limits, declarations and pivots be told apart."
    ),
    reference="OWASP API Security Top 10 (2023), API2: Broken Authentication; Hellinger distance of shares",
    examples=examples,
)
