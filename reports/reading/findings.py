"""A window's findings, with names in place of ids and, for pivots, the profile before and since."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from foundation import Warehouse, named_sql
from reports.content import Finding, ShareChange

__all__ = ["BASELINE_WINDOWS", "read_findings"]

BASELINE_WINDOWS = 8
"""The profile before a change is a mean over so many windows, where there are as many."""


@dataclass
class _Profile:
    """A pivot's endpoints as the profiles have them."""

    weeks_before: int = 0
    weeks_after: int = 0
    shares: list[ShareChange] = field(default_factory=list)


def read_findings(warehouse: Warehouse, win: str) -> list[Finding]:
    """Return the window's findings: those that alert first, then by severity and confidence."""
    profiles = _profiles(warehouse, win)
    frame = warehouse.frame(named_sql("reports", "findings"), {"win": win})
    return [_with_profile(_finding(row), profiles) for row in frame.iter_rows(named=True)]


def _finding(row: Mapping[str, Any]) -> Finding:
    evidence: list[dict[str, Any]] = json.loads(row["evidence"])
    own = {name: value for name, value in row.items() if name not in {"win", "evidence", "reasons", "peers"}}
    return Finding(
        **own,
        window=row["win"],
        evidence=[ShareChange(**each) for each in evidence],
        reasons=json.loads(row["reasons"]),
        peers=json.loads(row["peers"]),
    )


def _profiles(warehouse: Warehouse, win: str) -> dict[str, _Profile]:
    bounds = {"win": win, "baseline": BASELINE_WINDOWS}
    found: dict[str, _Profile] = {}
    for finding_id, label, before, after, weeks_before, weeks_after in warehouse.rows(
        named_sql("reports", "share_changes"), bounds
    ):
        profile = found.setdefault(finding_id, _Profile(weeks_before, weeks_after))
        profile.shares.append(ShareChange(label, before, after))
    return found


def _with_profile(finding: Finding, profiles: Mapping[str, _Profile]) -> Finding:
    profile = profiles.get(finding.finding_id)
    if profile is None:
        return finding
    # one endpoint has one pair of figures: the detector's where it gave them
    told = {share.endpoint for share in finding.evidence}
    return replace(
        finding,
        rest=[share for share in profile.shares if share.endpoint not in told],
        weeks_before=profile.weeks_before,
        weeks_after=profile.weeks_after,
    )
