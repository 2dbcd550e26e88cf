"""The conditions of a rule: all that are given must hold; of a list, one must."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from foundation import Section
from governance.cases.model import Case, CaseFinding
from governance.register.model import Partner

EndpointFlag = Literal["sensitive", "deprecated", "undocumented"]


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Severities = Annotated[tuple[Literal["low", "medium", "high"], ...], BeforeValidator(_listed)]
Flags = Annotated[tuple[EndpointFlag, ...], BeforeValidator(_listed)]


@dataclass(frozen=True, slots=True)
class Situation:
    """What a policy may know beside the finding itself.

    Attributes
    ----------
    partner
        As registered; None = a provisional partner, or no partner.
    flags
        Of the endpoints whose use grew: sensitive, deprecated, undocumented.
    repeated
        In how many windows, this one included, the partner had a finding of this kind.
    peer_event
        What the partner's whole group did in this window, in one sentence; None = nothing of the sort.
    known_case
        The case that the finding is in already.
    open_case
        The unresolved case of the same partner.
    usual_tier
        The tier that most members of the group it moved to have; None = not known, or none stands out.
    """

    partner: Partner | None = None
    flags: frozenset[str] = frozenset()
    repeated: int = 1
    peer_event: str | None = None
    known_case: Case | None = None
    open_case: Case | None = None
    usual_tier: str | None = None


class Conditions(Section):
    """What a finding must be like for the rule to speak."""

    kind: Words | None = None
    """Kinds of findings, e.g. pivot or undeclared_use."""
    pivot_kind: Words | None = None
    """abrupt, gradual, partial or novel."""
    detector: Words | None = None
    """Names of detectors."""
    alert: bool | None = None
    """Whether the detector wants a manager told."""
    provisional: bool | None = None
    """Whether it was learned from few windows only."""
    severity: Severities | None = None
    """low, medium, high."""
    min_confidence: float | None = Field(default=None, ge=0, le=1)
    """At least this confident."""
    partner: Words | None = None
    """Ids of partners, or patterns with *; case does not matter, here and below."""
    tier: Words | None = None
    """The partner's tier."""
    tags: Words | None = None
    """The partner has one of these tags."""
    owner: Words | None = None
    """The partner's owner."""
    registered: bool | None = None
    """Whether the partner is in the register."""
    declared: bool | None = None
    """Whether the partner has declared a use case."""
    from_group: Words | None = None
    """Name of the group it came from, or a pattern with *."""
    to_group: Words | None = None
    """Name of the group it went to, or a pattern with *."""
    endpoint: Words | None = None
    """An endpoint whose use grew: a label, or a pattern with *."""
    endpoint_flag: Flags | None = None
    """An endpoint whose use grew is sensitive, deprecated or undocumented."""
    min_repeated: int | None = Field(default=None, ge=1)
    """The partner had findings of this kind in at least so many windows, this one included."""
    peer_event: bool | None = None
    """Whether the partner's whole group shifted in the same window."""
    case_open: bool | None = None
    """Whether the partner has an unresolved case."""

    def failing(self, finding: CaseFinding, situation: Situation) -> str | None:
        """Return why the rule does not speak of this finding; None = it does."""
        for name, given, found in _compared(self, finding, situation):
            wrong = _wrong(given, found)
            if wrong is not None:
                return f"{name} {wrong}"
        return None


def grown_endpoints(finding: CaseFinding) -> tuple[str, ...]:
    """Return the labels of the endpoints that a finding says are used more."""
    return tuple(
        each["endpoint"]
        for each in finding.facts.get("evidence") or ()
        if each["after"] > each["before"] and not each["endpoint"].startswith("(")
    )


def _compared(
    conditions: Conditions, finding: CaseFinding, situation: Situation
) -> Iterator[tuple[str, Any, Any]]:
    """Give each condition that was set, with what is wanted and what is there."""
    partner, facts = situation.partner, finding.facts
    found: dict[str, Any] = {
        "kind": (finding.kind,),
        "pivot_kind": _one(facts.get("pivot_kind")),
        "detector": (finding.detector,),
        "alert": bool(facts.get("alert")),
        "provisional": bool(facts.get("provisional")),
        "severity": (finding.severity,),
        "min_confidence": finding.confidence,
        "partner": _one(finding.partner),
        "tier": _one(partner.tier if partner else None),
        "tags": partner.tags if partner else (),
        "owner": _one(partner.owner if partner else None),
        "registered": partner is not None,
        "declared": partner is not None and bool(partner.declared.groups or partner.declared.endpoints),
        "from_group": _one(facts.get("from_group_name")),
        "to_group": _one(facts.get("to_group_name")),
        "endpoint": grown_endpoints(finding),
        "endpoint_flag": tuple(sorted(situation.flags)),
        "min_repeated": situation.repeated,
        "peer_event": situation.peer_event is not None,
        "case_open": situation.open_case is not None,
    }
    for name in type(conditions).model_fields:
        given = getattr(conditions, name)
        if given is not None:
            yield name, given, found[name]


def _one(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _wrong(given: Any, found: Any) -> str | None:
    if isinstance(given, bool):
        return None if given == found else f"is {_said(found)}, not {_said(given)}"
    if isinstance(given, (int, float)):
        return None if found >= given else f"wants at least {given}, it is {found}"
    if any(_matches(pattern, value) for pattern in given for value in found):
        return None
    return f"is {_any(found) or 'none'}, not {_any(given)}"


def _matches(pattern: str, value: str) -> bool:
    folded, wanted = value.casefold(), pattern.casefold()
    # a label has {braces} and may have [brackets], which fnmatch would read as a set
    return folded == wanted or fnmatchcase(folded, wanted.replace("[", "[[]"))


def _said(value: bool) -> str:
    return "true" if value else "false"


def _any(words: Sequence[str]) -> str:
    return " or ".join(words)
