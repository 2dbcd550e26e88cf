"""A partner begins to use an endpoint that is marked sensitive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from detectors.base import Detector, Example, Finding, History
from detectors.counting import columns_where, first_seen, is_provisional, platform_evidence, share_evidence
from detectors.declarations import allows
from detectors.episodes import Episodes, episodes, is_told, told_windows
from detectors.examples import Counts, history_of, repeated
from foundation import Section

KIND = "new_sensitive_endpoint"
Mask = NDArray[np.bool_]
_REFERENCE = "OWASP API Security Top 10 (2023), API6: Unrestricted Access to Sensitive Business Flows"


class Parameters(Section):
    """What counts as a new use."""

    calls: int = Field(default=10, ge=1, le=100_000)
    """Successful calls since the use began, before it is told; a few tries are not a use."""
    settled_windows: int = Field(default=4, ge=1, le=52)
    """A partner that came less than this before is still being connected: all it does is new."""
    idle_windows: int = Field(default=8, ge=2, le=104)
    """After so many windows without a call the next call is a new use."""
    common_share: float = Field(default=0.1, gt=0, le=1)
    """Where this part of all partners (at least five) begins at once, it is told once, of the platform."""


def judge(history: History, parameters: Parameters) -> Sequence[Finding]:
    """Return the new uses of sensitive endpoints that were not declared, by partner."""
    columns = columns_where(history, "sensitive", value=True)
    if not columns:
        return ()
    use = episodes(history, columns, parameters.idle_windows)
    fresh = use.goes_on & (use.calls >= parameters.calls)
    fresh &= use.start >= (first_seen(history) + parameters.settled_windows)[:, None]
    _drop_told(history, use, fresh)
    common = fresh.sum(axis=0) >= max(5, parameters.common_share * len(history.partners))
    own = fresh & ~common
    return [*_of_platform(history, use, common, fresh), *_of_partners(history, use, own)]


def _drop_told(history: History, use: Episodes, fresh: Mask) -> None:
    told = told_windows(history, [KIND])
    for row, place in np.argwhere(fresh).tolist():
        label = history.endpoints[use.columns[place]]
        partner, start = history.partners[row], int(use.start[row, place])
        known = is_told(history, told.get((partner, label)), start)
        known |= is_told(history, told.get((None, label)), start)
        fresh[row, place] = not (known or allows(history.declarations.get(partner), label))


def _of_partners(history: History, use: Episodes, own: Mask) -> Iterator[Finding]:
    for row in np.flatnonzero(own.any(axis=1)).tolist():
        places = np.flatnonzero(own[row]).tolist()
        since, calls = int(use.start[row, places].min()), int(use.calls[row, places].sum())
        partner, labels = history.partners[row], [history.endpoints[use.columns[place]] for place in places]
        yield Finding(
            window=history.windows[-1],
            detector="sensitive_endpoint",
            kind=KIND,
            partner=partner,
            severity="high",
            confidence=0.99,
            alert=True,
            provisional=is_provisional(history),
            since_window=history.windows[since],
            sentence=(
                f"{partner} began to use {_listed(labels)}, which is marked sensitive, "
                f"in {history.windows[since]}: {calls:,} successful calls so far."
            ),
            evidence=share_evidence(history, row, since, [use.columns[place] for place in places]),
            reasons={"real": f"{calls:,} successful calls", "lasting": f"since {history.windows[since]}"},
        )


def _of_platform(history: History, use: Episodes, common: Mask, fresh: Mask) -> Iterator[Finding]:
    for place in np.flatnonzero(common).tolist():
        label, begun = history.endpoints[use.columns[place]], int(fresh[:, place].sum())
        yield Finding(
            window=history.windows[-1],
            detector="sensitive_endpoint",
            kind=KIND,
            subject=label,
            severity="medium",
            confidence=0.99,
            alert=True,
            provisional=is_provisional(history),
            since_window=history.windows[-1],
            sentence=f"{begun} partners began to use {label}, which is marked sensitive, at the same time.",
            evidence=platform_evidence(history, use.columns[place]),
            reasons={
                "own": f"shared by {begun} of {len(history.partners)} partners: a launch or a migration"
            },
        )


def _listed(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else f"{labels[0]} and {len(labels) - 1} more"


def examples() -> Sequence[Example]:
    """Return a new use, and uses that are old, too few, declared, or a newcomer's."""
    label, usual = "GET /v1/bank-accounts/{id}", {"GET /v1/contacts": 400}
    facts = {label: {"sensitive": True, "deprecated": False, "documented": True}}
    quiet, begun = repeated(usual, 10), repeated(usual, 8) + repeated({**usual, label: 30}, 2)
    declared = {"a": {"groups": [], "endpoints": ["GET /v1/bank-accounts/*"]}}

    def made(weeks: Sequence[Counts], **more: Any) -> History:
        return history_of({"a": weeks, "b": quiet}, endpoint_facts=facts, **more)

    tried = repeated(usual, 9) + repeated({**usual, label: 2}, 1)
    newcomer = repeated({}, 8) + repeated({**usual, label: 30}, 2)
    return (
        Example("bank accounts since the last window", made(repeated(usual, 9) + begun[-1:]), (KIND,)),
        Example("always used them", made(repeated({**usual, label: 30}, 10))),
        Example("two tries", made(tried)),
        Example("declared", made(begun, declarations=declared)),
        Example("a newcomer is still being connected", made(newcomer)),
    )


PLUGIN = Detector(
    kinds=(KIND,),
    parameters=Parameters,
    judge=judge,
    runbook=(
        "Ask the partner's owner whether this use was agreed. If it was, enter it in the partner's "
        "declaration; if not, ask the partner what for, and consider closing the endpoint for it."
    ),
    reference=_REFERENCE,
    examples=examples,
)
