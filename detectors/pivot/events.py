"""What groups and the platform did: reported once, and nobody's pivot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from detectors.base import Evidence, Finding, History
from detectors.pivot.case import Case
from detectors.pivot.evidence import evidence_of, in_words
from detectors.pivot.periods import Period, is_provisional
from detectors.pivot.setting import Means
from detectors.pivot.shared_endpoints import SharedEndpoints

KIND = "group_shift"
_FEWEST = 3  # movers that make an event worth telling
_SURE = 0.9


def group_moves(case: Case) -> Iterator[Finding]:
    """Yield that a part of a group moved in one direction, unless it was told before."""
    history, setting, group = case.history, case.setting, case.from_group
    rows = evidence_of(setting.before, setting.after, case.row, history.endpoints)
    if group is None or not rows or case.movers < _FEWEST:
        return
    gained = next((row.endpoint for row in rows if row.after > row.before), rows[0].endpoint)
    subject = f"to {gained}" if case.to_group is None else f"to group {case.to_group}"
    if any(one.kind == KIND and one.group == group and one.subject == subject for one in history.earlier):
        return
    size = int((setting.members == group).sum())
    yield Finding(
        window=history.windows[-1],
        detector="pivot",
        kind=KIND,
        severity="medium",
        confidence=_SURE,
        alert=False,
        since_window=history.windows[int(case.measures.period.tested[0])],
        sentence=(
            f"{case.movers} of {size} partners of {case.name(group)} moved in one direction, such as "
            f"{case.partner}: {in_words(rows)}. It is taken as the group's move, not as their pivots."
        ),
        group=group,
        from_group=group,
        to_group=case.to_group,
        provisional=is_provisional(history),
        evidence=rows,
        peers={"size": size, "moved": case.movers},
        subject=subject,
    )


def platform_events(
    history: History, periods: Sequence[Period], means: Sequence[Means], shared: Sequence[SharedEndpoints]
) -> Iterator[Finding]:
    """Yield swaps, launches for all and for a group, and what many shared, that were not told before."""
    if not means:
        return
    mean, since, labels = means[0], history.windows[int(periods[0].tested[0])], history.endpoints
    swaps = {one.new: one for one in reversed(mean.causes.swaps) if one.movers >= _FEWEST}
    movers = _untold(history, "swap", None, {new: one.movers for new, one in swaps.items()})
    if movers:
        pairs = [f"{labels[swaps[new].old]} to {labels[new]} ({movers[new]} partners)" for new in movers]
        told = f"Partners moved their calls from {_listed(pairs)}; old and new are counted as one endpoint."
        yield _event(history, mean, since, "swap", None, told, movers)
    for group in sorted({one.group for one in mean.causes.launches}, key=lambda one: (one is not None, one)):
        begun = {one.column: one.adopters for one in mean.causes.launches if one.group == group}
        movers = _untold(history, "launch", group, begun)
        if movers:
            who = "Many partners" if group is None else f"Many of {history.group_names.get(group, group)}"
            names = [f"{labels[new]} ({movers[new]} partners)" for new in movers]
            told = f"{who} began to use {_listed(names)}; it is left out of their use case."
            yield _event(history, mean, since, "launch", group, told, movers)
    if not shared:
        return
    for subject, counts in (("more", shared[0].winners), ("less", shared[0].losers)):
        movers = {column: int(counts[column]) for column in np.flatnonzero(counts).tolist()}
        movers = _untold(history, subject, None, movers)
        if movers:
            names = [f"{labels[column]} ({movers[column]} partners)" for column in movers]
            told = f"Many partners call {_listed(names)} {subject} than before; that is nobody's pivot."
            yield _event(history, mean, since, subject, None, told, movers)


def _untold(history: History, subject: str, group: int | None, movers: dict[int, int]) -> dict[int, int]:
    """Return what earlier windows did not tell, most movers first."""
    known = {
        row.endpoint
        for one in history.earlier
        if one.kind == KIND and one.subject == subject and one.group == group
        for row in one.evidence
    }
    order = sorted(movers, key=lambda new: (-movers[new], history.endpoints[new]))
    return {new: movers[new] for new in order if history.endpoints[new] not in known}


def _event(
    history: History,
    mean: Means,
    since: str,
    subject: str,
    group: int | None,
    sentence: str,
    movers: dict[int, int],
) -> Finding:
    return Finding(
        window=history.windows[-1],
        detector="pivot",
        kind=KIND,
        severity="low",
        confidence=_SURE,
        alert=False,
        since_window=since,
        sentence=sentence,
        group=group,
        provisional=is_provisional(history),
        evidence=_rows(history, mean, movers),
        subject=subject,
    )


def _rows(history: History, mean: Means, movers: dict[int, int]) -> tuple[Evidence, ...]:
    total = sum(movers.values())
    sheet, seen = mean.sheet, mean.worth.min(axis=0) > 0
    weights = [part * seen[sheet.rows] / seen.sum() for part in (sheet.before, sheet.after)]
    before, after = (np.bincount(sheet.columns, part, minlength=sheet.shape[1]) for part in weights)
    return tuple(
        Evidence(history.endpoints[new], float(before[new]), float(after[new]), count / total)
        for new, count in movers.items()
    )


def _listed(parts: Sequence[str], most: int = 3) -> str:
    shown = ", ".join(parts[:most])
    return f"{shown} and {len(parts) - most} more" if len(parts) > most else shown
