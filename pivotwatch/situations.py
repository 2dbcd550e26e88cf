"""What the policy may know beside each finding: register, endpoints, repetition, the whole group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from foundation import Warehouse, fold, named_sql
from governance import CaseFinding, Partner, Record, Situation, grown_endpoints, read_partners
from pivotwatch.findings import list_findings

Judged = tuple[CaseFinding, Situation]


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What the findings of one window share.

    Attributes
    ----------
    partners
        By folded id.
    flags
        Label to what is so of the endpoint.
    repeated
        Partner and kind to a number of windows.
    shifts
        Group id to a sentence.
    tiers
        Group id to its usual tier.
    """

    partners: Mapping[str, Partner]
    flags: Mapping[str, frozenset[str]]
    repeated: Mapping[tuple[str, str], int]
    shifts: Mapping[int, str]
    tiers: Mapping[int, str]


def judged_findings(warehouse: Warehouse, record: Record, window: str) -> list[Judged]:
    """Return the findings of a window, the weightiest first, each with its situation."""
    about = dict(_rows(warehouse, "governing_groups_of_findings", window))
    around = _surroundings(warehouse, record, window)
    found = []
    for row in list_findings(warehouse, record, window=window):
        finding = CaseFinding.of(row | {"group": about.get(row["finding_id"])})
        found.append((finding, _situation(finding, around)))
    return found


def judged_finding(warehouse: Warehouse, record: Record, row: Mapping[str, Any]) -> Judged:
    """Return one finding of `find` or `list_findings` with its situation."""
    judged = judged_findings(warehouse, record, row["window"])
    return next(each for each in judged if each[0].finding_id == row["finding_id"])


def _situation(finding: CaseFinding, around: _Surroundings) -> Situation:
    partner = around.partners.get(fold(finding.partner)) if finding.partner is not None else None
    flags = (around.flags.get(label, frozenset()) for label in grown_endpoints(finding))
    to_group, from_group = finding.facts.get("to_group"), finding.facts.get("from_group")
    return Situation(
        partner=partner,
        flags=frozenset().union(*flags),
        repeated=around.repeated.get((finding.partner or "", finding.kind), 1),
        peer_event=around.shifts.get(from_group) if from_group is not None else None,
        usual_tier=around.tiers.get(to_group) if to_group is not None else None,
    )


def _surroundings(warehouse: Warehouse, record: Record, window: str) -> _Surroundings:
    names = ("sensitive", "deprecated", "undocumented")
    flags = {
        label: frozenset(name for name, is_so in zip(names, values, strict=True) if is_so)
        for label, *values in warehouse.rows(named_sql("pivotwatch", "governing_flags"))
    }
    return _Surroundings(
        partners={fold(each.partner_id): each for each in read_partners(record)},
        flags=flags,
        repeated={(who, kind): times for who, kind, times in _rows(warehouse, "governing_repeated", window)},
        shifts=dict(_rows(warehouse, "governing_shifts", window)),
        tiers=dict(_rows(warehouse, "governing_tiers", window)),
    )


def _rows(warehouse: Warehouse, name: str, window: str) -> list[Any]:
    return warehouse.rows(named_sql("pivotwatch", name), {"win": window})
