"""What a weekly pivot report says, before anybody decides how it looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from foundation import Window
from reports.group_content import Flow, GroupMap

__all__ = [
    "Basis",
    "Finding",
    "GroupMap",
    "Health",
    "PartnerLine",
    "Platform",
    "Reject",
    "Report",
    "ShareChange",
]


@dataclass(frozen=True, slots=True)
class Platform:
    """What the report is about.

    Attributes
    ----------
    name
        What people call it.
    time_zone
        IANA name; windows begin at local midnight there.
    learning_windows
        The first closed windows, which the reference model and the baselines learn from.
    """

    name: str
    time_zone: str
    learning_windows: int


@dataclass(frozen=True, slots=True)
class Basis:
    """What the window's judgement stands on.

    Attributes
    ----------
    number
        1 for the platform's first processed window, 2 for its second ...
    previous
        The processed window before this one; None when this is the first.
    partners
        How many partners were seen in the window.
    groups
        How many groups had members.
    closed
        False = the window is still open, so nothing in it is judged yet.
    """

    number: int
    previous: Window | None
    partners: int
    groups: int
    closed: bool = True


@dataclass(frozen=True, slots=True)
class ShareChange:
    """One endpoint's share of a partner's successful calls, before and since a change.

    Attributes
    ----------
    before, after
        In [0, 1].
    contribution
        Part of the whole change, in [0, 1]; None when the detector did not name the endpoint.
    """

    endpoint: str
    before: float
    after: float
    contribution: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as people read it: names in place of ids.

    Attributes
    ----------
    partner
        The partner's name; None when it is about a group or the platform.
    subject
        The partner's name, else the group's, else "The platform".
    from_group, to_group
        Names; None = no group, or not said.
    evidence
        The detector's, in its order: the most telling first.
    rest
        Of a pivot's profile the endpoints that the evidence does not name, the most used first.
    reasons, peers
        As the detector gave them.
    weeks_before, weeks_after
        How many windows `rest` is a mean of.
    """

    finding_id: str
    window: str
    partner_id: str | None
    partner: str | None
    subject: str
    owner: str | None
    tier: str | None
    detector: str
    kind: str
    pivot_kind: str | None
    from_group: str | None
    to_group: str | None
    severity: str
    confidence: float
    alert: bool
    provisional: bool
    since_window: str
    sentence: str
    evidence: Sequence[ShareChange]
    reasons: Mapping[str, object]
    peers: Mapping[str, object]
    rest: Sequence[ShareChange] = ()
    weeks_before: int = 0
    weeks_after: int = 0


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """A partner in one of the lists.

    Attributes
    ----------
    group
        Of this window, or of the last one it was seen in.
    calls
        Of this window, or of the last one it was seen in.
    windows
        In how many processed windows up to this one it was seen.
    last_window
        The last of them.
    """

    partner_id: str
    partner: str
    group: str | None
    calls: int
    windows: int
    last_window: str


@dataclass(frozen=True, slots=True)
class Reject:
    """Why lines were refused, how often, and where the first of them is."""

    reason: str
    lines: int
    source: str
    line_number: int


@dataclass(frozen=True, slots=True)
class Health:
    """How far the window's data can be trusted.

    Attributes
    ----------
    files, lines, loaded, duplicates, rejects
        Of the inputs that carry calls of this window, whole; lines = loaded + duplicates + rejects.
    unreadable
        Inputs of about the same time of which no line could be read.
    calls, errors, nobody_calls, unmatched_calls
        Of this window: all; failed; without a credential; to no known endpoint.
    newest
        Start of the window's newest call, UTC; None when only counts were imported.
    newest_day
        The last day of the window with calls.
    missing_days
        Days of the window without any call.
    remade
        Window to how often it was processed, where more than once.
    stale
        Processed windows that have records which came later.
    """

    files: int
    lines: int
    loaded: int
    duplicates: int
    rejects: int
    reject_reasons: Sequence[Reject]
    unreadable: int
    calls: int
    errors: int
    nobody_calls: int
    unmatched_calls: int
    newest: datetime | None
    newest_day: date | None
    missing_days: Sequence[date]
    remade: Mapping[str, int]
    stale: Sequence[str]


@dataclass(frozen=True, slots=True)
class Report:
    """One window's report.

    Attributes
    ----------
    pivots
        Those that alert first, then by severity and confidence.
    others
        Findings of other kinds, in the same order.
    refit_advice
        Why the groups stage suggests a new model; None when it does not.
    """

    platform: Platform
    window: Window
    basis: Basis
    pivots: Sequence[Finding]
    others: Sequence[Finding]
    flow: Flow
    group_map: GroupMap
    new: Sequence[PartnerLine]
    silent: Sequence[PartnerLine]
    provisional: Sequence[PartnerLine]
    registered_partners: int
    health: Health
    refit_advice: str | None
