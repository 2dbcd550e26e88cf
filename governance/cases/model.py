"""A case, its findings and its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, get_args

CaseState = Literal["open", "triaged", "contacted", "answered", "resolved"]
CASE_STATES: tuple[CaseState, ...] = get_args(CaseState)

Resolution = Literal["approved", "reverted", "enforcement", "upsell", "false_alarm"]
RESOLUTIONS: tuple[Resolution, ...] = get_args(Resolution)
"""Approved: the new use case is declared now. Reverted: the partner went back, or will. Enforcement: terms
were applied. Upsell: it led to another plan. False alarm: nothing of the sort happened."""

Severity = Literal["low", "medium", "high"]
_WEIGHTS = {"low": 0, "medium": 1, "high": 2}


@dataclass(frozen=True, slots=True)
class CaseFinding:
    """A finding as a case keeps it: with everything it said, should the warehouse ever be made anew.

    Attributes
    ----------
    finding_id
        Deterministic: the same for a replay of the window.
    facts
        The finding as `pivotwatch findings --json` gives it: evidence, groups by name, reasons, peers.
    """

    finding_id: str
    window: str
    partner: str | None
    detector: str
    kind: str
    severity: Severity
    confidence: float
    sentence: str
    facts: Mapping[str, Any]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> CaseFinding:
        """Make one from a row as `pivotwatch findings --json` gives it."""
        names = ("finding_id", "window", "partner", "detector", "kind", "severity", "confidence", "sentence")
        return cls(**{name: row[name] for name in names}, facts=dict(row))


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One line of a case's history.

    Attributes
    ----------
    kind
        `opened`, `finding`, `state`, `owner`, `due`, `snooze`, `comment`, `message`, `answer`, `resolved`.
    """

    number: int
    at: datetime
    actor: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Case:
    """The work item a manager handles.

    Attributes
    ----------
    subject
        `partner:ID`, `group:NUMBER` or `platform`; at most one unresolved case each.
    rule, policy_version
        What opened it; None = a person did.
    due_on, snoozed_until
        Days in the platform's time zone.
    version
        Give it back with a change, and a change by somebody else meanwhile raises ConflictError.
    findings, first_window, last_window
        How many findings it has, and the windows they are about.
    """

    case_id: str
    subject: str
    partner: str | None
    title: str
    state: CaseState
    resolution: Resolution | None
    severity: Severity
    owner: str | None
    rule: str | None
    policy_version: str | None
    opened_at: datetime
    updated_at: datetime
    due_on: date | None
    snoozed_until: date | None
    resolved_at: datetime | None
    version: int
    findings: int
    first_window: str | None
    last_window: str | None


def heavier(one: Severity, other: Severity) -> Severity:
    """Return the weightier of two severities."""
    return max(one, other, key=_WEIGHTS.__getitem__)
