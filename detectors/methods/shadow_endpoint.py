"""An endpoint answers although no OpenAPI document of its API names it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pydantic import Field

from detectors.base import Detector, Example, Finding, History
from detectors.counting import columns_where, is_provisional, platform_evidence
from detectors.episodes import is_told, told_windows
from detectors.examples import history_of, repeated
from foundation import Section

KIND = "shadow_endpoint"


class Parameters(Section):
    """What counts as an endpoint in use."""

    calls: int = Field(default=20, ge=1, le=1_000_000)
    """Successful calls of all partners within the look-back, before it is told."""
    alert_calls: int = Field(default=100, ge=1, le=10_000_000)
    """From so many in one window on, an endpoint that appeared after the learning time alerts."""


def judge(history: History, parameters: Parameters) -> Sequence[Finding]:
    """Return the undocumented endpoints that answered calls and were not told yet, by endpoint."""
    told = {label: window for (_, label), window in told_windows(history, [KIND]).items()}
    found = []
    by_endpoint = np.array([matrix.sum(axis=0) for matrix in history.successes], dtype=np.float64)
    for column in columns_where(history, "documented", value=False):
        calls = by_endpoint[:, column]
        start = int(np.argmax(calls > 0))
        known = is_told(history, told.get(history.endpoints[column]), start)
        if calls[-1] > 0 and calls.sum() >= parameters.calls and not known:
            new = history.first_index + start >= history.learning
            alert = new and bool(calls[-1] >= parameters.alert_calls)
            found.append(_finding(history, column, calls, start, alert=alert))
    return found


def _finding(
    history: History,
    column: int,
    calls: np.ndarray[tuple[int], np.dtype[np.float64]],
    start: int,
    *,
    alert: bool,
) -> Finding:
    label = history.endpoints[column]
    users = np.flatnonzero(history.successes[-1][:, [column]].toarray().ravel()).tolist()
    partner = history.partners[users[0]] if len(users) == 1 else None
    who = partner if partner is not None else f"{len(users)} partners"
    return Finding(
        window=history.windows[-1],
        detector="shadow_endpoint",
        kind=KIND,
        partner=partner,
        subject=label,
        severity="medium" if alert else "low",
        confidence=0.99,
        alert=alert,
        provisional=is_provisional(history),
        since_window=history.windows[start],
        sentence=(
            f"{label} is in no OpenAPI document of its API, and answered {int(calls[-1]):,} calls "
            f"by {who} in this window."
        ),
        evidence=platform_evidence(history, column),
        reasons={"large": f"{int(calls.sum()):,} successful calls since {history.windows[start]}"},
        peers={"users": len(users)},
    )


def examples() -> Sequence[Example]:
    """Return an undocumented endpoint in use, and documented, told and untouched ones."""
    label, usual = "POST /internal/export", {"GET /v1/contacts": 300}
    facts = {
        label: {"documented": False, "deprecated": False, "sensitive": False},
        "GET /v1/contacts": {"documented": True, "deprecated": False, "sensitive": False},
    }
    used = {"a": repeated({**usual, label: 40}, 10), "b": repeated(usual, 10)}
    appeared = {"a": [*repeated(usual, 10), {**usual, label: 400}], "b": repeated(usual, 11)}
    told = judge(
        history_of({name: weeks[:9] for name, weeks in used.items()}, endpoint_facts=facts), Parameters()
    )
    return (
        Example("in use", history_of(used, endpoint_facts=facts), (KIND,)),
        Example("appeared after the learning time", history_of(appeared, endpoint_facts=facts), (KIND,)),
        Example("told before", history_of(used, endpoint_facts=facts, earlier=told)),
        Example("an API without a document", history_of(used)),
        Example("all documented", history_of({"a": repeated(usual, 10)}, endpoint_facts=facts)),
    )


PLUGIN = Detector(
    kinds=(KIND,),
    parameters=Parameters,
    judge=judge,
    runbook=(
        "Ask the team that owns the API: either the document lacks an operation (add it and import it "
        "again), or something is reachable that should not be (close it, and see who used it)."
    ),
    reference="OWASP API Security Top 10 (2023), API9: Improper Inventory Management",
    examples=examples,
)
