"""Tell one pivot to a manager: the sentence, the evidence, the four reasons, the peers."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csr_array

from detectors.base import Evidence, Finding, PivotKind, Severity
from detectors.declarations import allows, allows_group
from detectors.pivot.case import Case
from detectors.pivot.counts import Floats
from detectors.pivot.evidence import OTHERS, evidence_of, in_words
from detectors.pivot.lasting import began, came_gradually
from detectors.pivot.periods import is_provisional
from detectors.pivot.verdict import Bounds

_WHOLE = 0.62  # part of the way from which the first use case counts as left
_SIZEABLE = 0.15  # of a group's members: worth a second reading
_TOOK_UP = 0.03
_HIGH, _MEDIUM = 0.5, 0.25


def tell_pivot(case: Case, bounds: Bounds) -> Finding:
    """Return the finding."""
    history, place = case.history, case.place
    since, kind = _how(case)
    setting, row = case.setting, case.row
    rows = evidence_of(setting.before, setting.after, row, history.endpoints)
    declared = _declared(case, rows)
    reasons = _reasons(case, bounds, since)
    if declared:
        reasons["declared"] = declared
    moved = float(case.measures.moved[place])
    severity: Severity = "high" if moved >= _HIGH else "medium" if moved >= _MEDIUM else "low"
    return Finding(
        window=history.windows[-1],
        detector="pivot",
        kind="pivot",
        pivot_kind=kind,
        severity=severity,
        confidence=case.confidence,
        alert=not declared and case.can_last,
        since_window=history.windows[since],
        sentence=_sentence(case, kind, history.windows[since], rows),
        partner=case.partner,
        from_group=case.from_group,
        to_group=case.to_group,
        provisional=is_provisional(history),
        evidence=rows,
        reasons=reasons,
        peers=_peers(case, rows, history.windows[since]),
    )


def _how(case: Case) -> tuple[int, PivotKind]:
    """Return since when, and the kind."""
    measures, place = case.measures, case.place
    weekly = (measures.weekly if case.points else measures.own_weekly)[:, place]
    present = measures.present[:, place]
    level = float(weekly[measures.period.counted[:, case.row]].mean())
    since = began(weekly, present & ~measures.period.baseline[:, case.row], level)
    if not case.points:
        return since, "novel"
    if came_gradually(weekly, since):
        return since, "gradual"
    return since, "partial" if measures.part[place] < _WHOLE else "abrupt"


def _sentence(case: Case, kind: PivotKind, since: str, rows: tuple[Evidence, ...]) -> str:
    told = _within(case, kind, since) if case.is_within else _from_to(case, kind, since)
    return f"{case.partner} {told}: {in_words(rows)}."


def _from_to(case: Case, kind: PivotKind, since: str) -> str:
    start, end = case.name(case.from_group), case.name(case.to_group)
    return {
        "abrupt": f"went over from {start} to {end} in {since}",
        "gradual": f"has been going over from {start} to {end} step by step since {since}",
        "partial": f"added {end} beside {start} in {since} ({100 * case.part:.0f}% of the way)",
        "novel": f"left {start} in {since} for something that no group does",
    }[kind]


def _within(case: Case, kind: PivotKind, since: str) -> str:
    """Return what is said where one group holds both ways of working."""
    part = f"{100 * case.part:.0f}% of the way"
    return {
        "gradual": f"has been going over to {case.aim} step by step since {since}",
        "partial": f"took up {case.aim} beside its own in {since} ({part})",
    }.get(kind, f"went over to {case.aim} in {since}")


def _reasons(case: Case, bounds: Bounds, since: int) -> dict[str, Any]:
    measures, place, period = case.measures, case.place, case.measures.period
    worth, moved = float(measures.worth[place]), float(measures.moved[place])
    size = int((case.setting.members == case.setting.members[case.row]).sum())
    drift = 0.5 * float(np.abs(case.setting.allowed[[case.row]].data).sum())
    steady = float(np.minimum((measures.steady if case.points else measures.own_steady)[place], 1.0))
    since_window = case.history.windows[since]
    return {
        "real": (
            f"The change is {case.sigma:.1f} standard errors above chance; the tested calls are "
            f"worth {worth:,.0f} independent ones."
        ),
        "own": (
            f"{case.movers} of {size} partners of its group moved this way; what the whole group did "
            f"({100 * drift:.1f}% of its calls) is taken out."
        ),
        "lasting": (
            f"One window, {since_window}; whether it stays cannot be told yet, so no alert goes out."
            if not case.can_last
            else f"Since {since_window}; the weakest of the {period.pool} pooled windows carries "
            f"{100 * steady:.0f}% of the change."
        ),
        "large": (
            f"{100 * moved:.0f}% of its calls went elsewhere, {100 * case.part:.0f}% of the way to "
            f"{case.aim} (at least {100 * bounds.part:.0f}% is needed)."
            if case.points
            else f"{100 * moved:.0f}% of its calls went elsewhere (at least {100 * bounds.moved:.0f}% is "
            "needed where no group is the aim)."
        ),
    }


def _declared(case: Case, rows: tuple[Evidence, ...]) -> str:
    """Return why the partner's declaration covers the change; empty = it does not."""
    declaration = case.history.declarations.get(case.partner)
    if not declaration:
        return ""
    if case.to_group is not None and allows_group(declaration, case.name(case.to_group)):
        return f"The partner declared {case.name(case.to_group)}."
    gained = [row.endpoint for row in rows if row.after > row.before and row.endpoint != OTHERS]
    if gained and declaration.get("endpoints") and all(allows(declaration, one) for one in gained):
        return "The partner declared the endpoints that it took up."
    return ""


def _peers(case: Case, rows: tuple[Evidence, ...], since: str) -> dict[str, Any]:
    setting, row = case.setting, case.row
    same = setting.members == setting.members[row]
    others = same & setting.judged
    others[row] = False
    moved = setting.moved[others]
    told: dict[str, Any] = {
        "size": int(same.sum()),
        "moved": case.movers - 1,
        "median_change": float(np.median(moved)) if len(moved) else 0.0,
    }
    if reading := _runner_up(case, rows, since):
        told["runner_up"] = reading
    return told


def _runner_up(case: Case, rows: tuple[Evidence, ...], since: str) -> str:
    """Return another way to read the change: others also took up its most telling endpoint."""
    setting = case.setting
    gained = [one.endpoint for one in rows if one.after > one.before and one.endpoint != OTHERS]
    if not gained:
        return ""
    column = case.history.endpoints.index(gained[0])
    before, after = (_column(one, column) for one in (setting.before, setting.after))
    took_up = setting.judged & (before < 0.01) & (after > _TOOK_UP)
    others = np.arange(len(took_up)) != case.row
    best, best_part = None, _SIZEABLE
    for group in np.unique(setting.ways.group).tolist():
        inside = others & (setting.members == group)
        part = float(took_up[inside].mean()) if inside.any() else 0.0
        if part >= best_part and inside.sum() > 1:
            best, best_part = group, part
    if best is None:
        return ""
    return f"or: {100 * best_part:.0f}% of {case.name(best)} also began to use {gained[0]} about {since}"


def _column(shares: csr_array, column: int) -> Floats:
    """Return one endpoint's share by partner, (n_partners,); many times faster than slicing the matrix."""
    places = np.flatnonzero(shares.indices == column)
    found = np.zeros(shares.shape[0])
    found[np.searchsorted(shares.indptr, places, side="right") - 1] = shares.data[places]
    return found
