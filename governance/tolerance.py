"""Verdicts raise or clear a partner's tolerance: how much larger a change must be to alert."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from governance.verdicts import Verdict, standing

FALSE_ALARM_FACTOR = 1.3
FINE_FACTOR = 1.15
LARGEST_FACTOR = 2.0
"""A partner can never be made invisible: a change twice as large as usual always alerts."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How much larger a partner's change must be, and why.

    Attributes
    ----------
    factor
        At least 1, at most `LARGEST_FACTOR`.
    why
        The verdicts that raised it, for people.
    """

    factor: float
    why: str


def tolerances(history: Iterable[Verdict], detector: str, before: str) -> dict[str, Tolerance]:
    """Return the raised tolerances of one detector, by partner.

    Each false alarm multiplies by 1.3 and each "fine" by 1.15, up to 2; a confirmed finding takes the
    partner back to 1.

    Parameters
    ----------
    history
        Every verdict, in the order given; the newest on a finding counts.
    before
        Window key: only verdicts on findings of earlier windows count, so that judging a window again
        does not see what was said about it.
    """
    found: dict[str, Tolerance] = {}
    words = sorted(standing(history).values(), key=lambda each: (each.window, each.finding_id))
    for verdict in words:
        if verdict.partner is None or verdict.detector != detector or verdict.window >= before:
            continue
        if verdict.verdict == "confirmed":
            found.pop(verdict.partner, None)
        else:
            found[verdict.partner] = _raised(found.get(verdict.partner), verdict)
    return found


def _raised(old: Tolerance | None, verdict: Verdict) -> Tolerance:
    step = FALSE_ALARM_FACTOR if verdict.verdict == "false-alarm" else FINE_FACTOR
    by = f" by {verdict.by}" if verdict.by else ""
    said = f"judged {verdict.verdict}{by} on {verdict.at:%Y-%m-%d}"
    told = f"{verdict.finding_id} ({verdict.window}) was {said}"
    if old is None:
        return Tolerance(step, told)
    return Tolerance(min(old.factor * step, LARGEST_FACTOR), f"{old.why}; {told}")
