"""What a detector gets and gives: a history of counts in, findings out. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from foundation import Section, stable_id

if TYPE_CHECKING:
    from scipy.sparse import csr_array  # its import takes longer than a short command

Severity = Literal["low", "medium", "high"]
PivotKind = Literal["abrupt", "gradual", "partial", "novel"]

NO_GROUP = -1
"""In arrays of group ids: the partner is in no group, or was not there."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One endpoint's part in a change.

    Attributes
    ----------
    endpoint
        Its label, `GET /v2/contacts/{id}`.
    before, after
        Share of the partner's successful calls, in [0, 1].
    contribution
        Part of the whole change, in [0, 1]; the contributions of a finding sum to 1.
    """

    endpoint: str
    before: float
    after: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What a detector says about a partner, a group or the platform in a window.

    Attributes
    ----------
    partner
        Partner id; None when it is about a group or the platform.
    group
        Group id when it is about a group.
    kind
        `pivot`, `excursion`, `group_shift`, `volume_spike`, ...
    since_window
        Key of the window in which the change began, as far as the counts tell.
    sentence
        One sentence a partner manager understands.
    reasons
        For pivots `real`, `own`, `lasting`, `large`: each a sentence with its figure.
    peers
        What the partner's group did meanwhile, e.g. `{"size": 40, "moved": 0}`.
    """

    window: str
    detector: str
    kind: str
    severity: Severity
    confidence: float
    alert: bool
    since_window: str
    sentence: str
    partner: str | None = None
    group: int | None = None
    pivot_kind: PivotKind | None = None
    from_group: int | None = None
    to_group: int | None = None
    provisional: bool = False
    evidence: Sequence[Evidence] = ()
    reasons: Mapping[str, Any] = field(default_factory=dict)
    peers: Mapping[str, Any] = field(default_factory=dict)
    subject: str = ""
    """Tells apart findings of one kind about one partner, group or the platform, e.g. an endpoint's label."""

    @property
    def finding_id(self) -> str:
        """The same for a replay of the same window: nothing is told twice."""
        about = self.partner if self.partner is not None else f"group {self.group}"
        return stable_id("finding", self.detector, self.kind, about, self.window, self.subject)


@dataclass(frozen=True, slots=True)
class CredentialDays:
    """What one credential did day by day, of which the days differ much from each other.

    Attributes
    ----------
    credential
        What people see of it; a secret only as a short hash.
    days
        Days with successful calls, within the last windows, oldest first.
    counts
        Successful calls, (n_days, n_endpoints of the history).
    """

    credential: str
    partner: str
    days: Sequence[date]
    counts: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class History:
    """Everything a detector may know when it judges the last window: nothing later than that.

    Attributes
    ----------
    windows
        Keys, consecutive and closed, oldest first; the last is the one to judge.
    partners
        Partner ids, sorted; rows of every matrix.
    endpoints
        Labels; columns of every matrix.
    successes, errors
        One sparse matrix of counts a window, (n_partners, n_endpoints): successful calls, and errors.
    groups
        Group ids by the reference model, (n_windows, n_partners), NO_GROUP where none.
    group_names
        Id to name of every group that lives.
    learning
        How many windows, from the first window the platform has, are learning time; `first_index` tells
        where this history starts, so that window i of the history is window `first_index + i` overall.
    first_index
        See `learning`.
    earlier
        Findings of earlier windows, oldest first, as they were written: for quiet times after an alert.
    endpoint_facts
        Label to flags known of an endpoint: `deprecated`, `sensitive`, `documented` (False = shadow; absent =
        no OpenAPI document covers its API).
    declarations
        Partner id to what it declared: `{"groups": [...names], "endpoints": [...labels or patterns]}`.
    calendar
        Window key to a note of what was planned in it (holiday, launch).
    tolerance
        Partner id to a factor of at least 1 by which a change must be larger, from managers' verdicts.
    credential_days
        Credentials that do different things on different days, by credential.
    feed_days
        Feed of the tap (source and format) to the days of the last 28 on which it brought calls, sorted.
    """

    windows: Sequence[str]
    partners: Sequence[str]
    endpoints: Sequence[str]
    successes: Sequence[csr_array]
    errors: Sequence[csr_array]
    groups: NDArray[np.int64]
    group_names: Mapping[int, str]
    learning: int
    first_index: int = 0
    earlier: Sequence[Finding] = ()
    endpoint_facts: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    declarations: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    calendar: Mapping[str, str] = field(default_factory=dict)
    tolerance: Mapping[str, float] = field(default_factory=dict)
    credential_days: Sequence[CredentialDays] = ()
    feed_days: Mapping[str, Sequence[date]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Example:
    """A history and what the detector says about its last window with its default parameters.

    Attributes
    ----------
    name
        What it shows, for people.
    history
        Made with `detectors.examples.history_of`.
    kinds
        The kinds of the findings it raises, one for each finding, sorted; empty = it stays silent.
    """

    name: str
    history: History
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Detector:
    """A plug-in of `detectors/methods/`: its module holds one as `PLUGIN`.

    Attributes
    ----------
    parameters
        Its settings with defaults and ranges, each explained by a docstring.
    judge
        `judge(history, parameters) -> findings` about the history's last window, in a fixed order.
    runbook
        What a manager or analyst does with its findings; Markdown.
    reference
        Paper, RFC or the page the idea comes from.
    examples
        Makes histories on which it fires and on which it stays silent; at least one of each, and
        `tests/conformance/test_detectors.py` holds it to them.
    """

    kinds: tuple[str, ...]
    parameters: type[Section]
    judge: Callable[[History, Any], Sequence[Finding]]
    runbook: str
    reference: str
    examples: Callable[[], Sequence[Example]] = tuple
