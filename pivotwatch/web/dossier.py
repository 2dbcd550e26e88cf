"""Everything about one finding that the pivot and the case page show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from foundation import UnknownNameError
from governance import Verdict, standing, verdict_history
from pivotwatch.web.data import kept
from pivotwatch.web.desk import Desk
from pivotwatch.web.heat import HeatMap, history_map
from reports.content import Finding, ShareChange
from reports.reading.findings import read_findings
from reports.runbook import runbook_html

_MOST_IN_PROFILE = 12


@dataclass(frozen=True, slots=True)
class Dossier:
    """A finding with what helps to judge it.

    Attributes
    ----------
    profile
        The endpoints that matter most before or since, what fell most first; empty = the finding has none.
    history
        The partner's half year; None when the finding is about no partner.
    runbook
        What to do about findings of this detector.
    """

    finding: Finding
    profile: Sequence[ShareChange]
    history: HeatMap | None
    runbook: Markup
    verdict: Verdict | None


def dossier_of(desk: Desk, finding_id: str, window: str | None = None) -> Dossier:
    """Return the dossier of a finding.

    Parameters
    ----------
    window
        The finding's window, where it is known.

    Raises
    ------
    UnknownNameError
        When there is no such finding.
    """
    finding = _finding(desk, finding_id, window)
    desk.check_sees(finding.partner_id)
    partner = finding.partner_id
    key = ("history", partner, finding.window, finding.since_window)
    history = None
    if partner is not None:
        history = kept(
            desk, key, lambda warehouse: history_map(warehouse, partner, finding.window, finding.since_window)
        )
    verdicts = standing(verdict_history(desk.service.record))
    return Dossier(
        finding, _profile(finding), history, runbook_html(finding.detector), verdicts.get(finding_id)
    )


def _profile(finding: Finding) -> list[ShareChange]:
    lines = [*finding.evidence, *finding.rest]
    most = sorted(lines, key=lambda each: -max(each.before, each.after))[:_MOST_IN_PROFILE]
    return sorted(most, key=lambda each: (each.after - each.before, each.endpoint))


def _finding(desk: Desk, finding_id: str, window: str | None) -> Finding:
    with desk.service.reading() as warehouse:
        rows = warehouse.rows("SELECT win FROM findings WHERE finding_id = ?", [finding_id])
    win = rows[0][0] if rows else window
    if win is not None:
        # without the rest of the report, which costs more than all findings
        for each in kept(desk, ("findings", win), lambda warehouse: read_findings(warehouse, win)):
            if each.finding_id == finding_id:
                return each
    raise UnknownNameError("finding", finding_id, ())
