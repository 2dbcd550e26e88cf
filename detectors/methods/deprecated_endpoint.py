"""A partner uses an endpoint that its OpenAPI document marks deprecated."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pydantic import Field

from detectors.base import Detector, Example, Finding, History
from detectors.counting import columns_where, first_seen, is_provisional, share_evidence, totals
from detectors.episodes import episodes, is_told, told_windows
from detectors.examples import history_of, repeated
from foundation import Section

KIND = "deprecated_endpoint"


class Parameters(Section):
    """What counts as use."""

    calls: int = Field(default=10, ge=1, le=100_000)
    """Successful calls since the use began, before it is told."""
    idle_windows: int = Field(default=4, ge=1, le=104)
    """After so many windows without a call the use has ended, and the next call is told again."""
    settled_windows: int = Field(default=4, ge=1, le=52)
    """A use that begins this long after the partner came is new, and alerts; older use is told quietly."""


def judge(history: History, parameters: Parameters) -> Sequence[Finding]:
    """Return, for each partner, the deprecated endpoints in use that were not told yet."""
    columns = columns_where(history, "deprecated", value=True)
    if not columns:
        return ()
    use = episodes(history, columns, parameters.idle_windows)
    told = told_windows(history, [KIND])
    open_uses: dict[int, list[int]] = {}
    for row, place in np.argwhere(use.goes_on & (use.calls >= parameters.calls)).tolist():
        key = (history.partners[row], history.endpoints[columns[place]])
        if not is_told(history, told.get(key), int(use.start[row, place])):
            open_uses.setdefault(row, []).append(place)
    settled = first_seen(history) + parameters.settled_windows
    calls = totals(history.successes)[-1]
    found = []
    for row, places in open_uses.items():
        since = int(use.start[row, places].min())
        begun = bool((use.start[row, places] >= settled[row]).any())
        now = float(history.successes[-1][[row], :][:, [columns[place] for place in places]].sum())
        found.append(
            _finding(history, row, [columns[p] for p in places], since, now / calls[row], begun=begun)
        )
    return found


def _finding(
    history: History, row: int, columns: Sequence[int], since: int, share: float, *, begun: bool
) -> Finding:
    partner, labels = history.partners[row], [history.endpoints[column] for column in columns]
    shown = labels[0] if len(labels) == 1 else f"{labels[0]} and {len(labels) - 1} more deprecated endpoints"
    verb = "began to use" if begun else "uses"
    return Finding(
        window=history.windows[-1],
        detector="deprecated_endpoint",
        kind=KIND,
        partner=partner,
        severity="medium" if begun else "low",
        confidence=0.99,
        alert=begun,
        provisional=is_provisional(history),
        since_window=history.windows[since],
        sentence=f"{partner} {verb} {shown}, which is deprecated: {share:.0%} of its calls in this window.",
        evidence=share_evidence(history, row, since, columns),
        reasons={
            "large": f"{share:.1%} of its successful calls",
            "lasting": f"since {history.windows[since]}",
        },
    )


def examples() -> Sequence[Example]:
    """Return old use, new use, and use that was told or is none."""
    label, usual = "GET /v1/contacts", {"GET /v2/contacts": 300}
    facts = {label: {"deprecated": True, "sensitive": False, "documented": True}}
    always = repeated({**usual, label: 40}, 10)
    begun = repeated(usual, 9) + repeated({**usual, label: 40}, 1)
    told = judge(history_of({"a": always[:9]}, endpoint_facts=facts), Parameters())
    return (
        Example("always used it", history_of({"a": always}, endpoint_facts=facts), (KIND,)),
        Example("began to", history_of({"a": begun}, endpoint_facts=facts), (KIND,)),
        Example("told a window ago", history_of({"a": always}, endpoint_facts=facts, earlier=told)),
        Example("nobody uses it", history_of({"a": repeated(usual, 10)}, endpoint_facts=facts)),
    )


PLUGIN = Detector(
    kinds=(KIND,),
    parameters=Parameters,
    judge=judge,
    runbook=(
        "Without alert: a list for the next round of migration mails. With alert: the partner has just built "
        "something on an endpoint that will go away; tell it now which endpoint takes its place."
    ),
    reference="OpenAPI Specification 3.1, Operation Object `deprecated`; RFC 9745, the Deprecation header",
    examples=examples,
)
