"""One odd window: worth a line in the report, nobody is alerted."""

from __future__ import annotations

from detectors.base import Finding
from detectors.pivot.case import Case
from detectors.pivot.counts import Mask
from detectors.pivot.evidence import evidence_of, in_words
from detectors.pivot.measures import Measures
from detectors.pivot.verdict import Verdict

_SETTLED = 0.3  # part of the change that the window before may have had
_MOVED = 0.35
_SIGMAS = 4.0


def odd_windows(measures: Measures, verdict: Verdict) -> Mask:
    """Return which candidates were as ever in the window before and are far from it in the judged one."""
    real = verdict.real & (measures.sigma > _SIGMAS) & (measures.moved >= _MOVED)
    if len(measures.own_weekly) < 2:
        return real
    odd: Mask = real & (measures.own_weekly[-2] < _SETTLED) & measures.present[-2]
    return odd


def tell_excursion(case: Case) -> Finding:
    """Return the finding."""
    history, row, window = case.history, case.row, case.history.windows[-1]
    rows = evidence_of(case.setting.before, case.setting.after, row, history.endpoints)
    moved, sigma = float(case.measures.moved[case.place]), float(case.measures.sigma[case.place])
    return Finding(
        window=window,
        detector="pivot",
        kind="excursion",
        severity="low",
        confidence=case.confidence,
        alert=False,
        since_window=window,
        sentence=(
            f"{case.partner} was unlike itself in {window}: {in_words(rows)}. "
            "One window alone is no pivot; it is told as one if it stays."
        ),
        partner=case.partner,
        from_group=case.from_group,
        to_group=case.to_group,
        evidence=rows,
        reasons={
            "real": f"The change is {sigma:.1f} standard errors above chance.",
            "own": f"{case.movers} of its group did so.",
            "lasting": "One window so far.",
            "large": f"{100 * moved:.0f}% of its calls went elsewhere.",
        },
        peers={"moved": case.movers - 1},
    )
