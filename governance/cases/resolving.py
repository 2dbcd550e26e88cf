"""Resolving a case: the outcome, the verdict on its findings, and the new declared use case."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from foundation import InputError, UnknownNameError
from governance.acts import Act
from governance.cases.changing import add_history, change, to_change
from governance.cases.model import RESOLUTIONS, Case, CaseFinding, Resolution
from governance.cases.reading import findings_in
from governance.declaring import declare_within
from governance.errors import ConflictError
from governance.record import Record, writing
from governance.register.model import Declaration
from governance.telling import tell
from governance.verdicts import Verdict, VerdictWord, record_verdicts_within

_VERDICTS: Mapping[Resolution, VerdictWord] = {
    "approved": "confirmed",
    "reverted": "confirmed",
    "enforcement": "confirmed",
    "upsell": "confirmed",
    "false_alarm": "false-alarm",
}
"""A use case that was found and then approved was found rightly: what makes it quiet is its declaration."""


def resolve_case(
    record: Record,
    case_id: str,
    resolution: Resolution,
    act: Act,
    *,
    note: str = "",
    declared: Declaration | None = None,
    version: int | None = None,
) -> Case:
    """Close a case, judge its findings, and for `approved` declare the new use case.

    Parameters
    ----------
    declared
        What the partner may do from now on, in whole; None with `approved` = what it had declared, and
        the groups that the case's pivots led to (`proposed_declaration` shows it beforehand).

    Raises
    ------
    ConflictError
        When it is resolved already, or no longer at `version`.
    InputError
        When a declaration is given with another resolution, or the case is about no registered partner.
    """
    if resolution not in RESOLUTIONS:
        raise UnknownNameError("resolution", resolution, RESOLUTIONS)
    with writing(record) as connection:
        return resolve_within(connection, case_id, resolution, act, note, declared, version)


def resolve_within(
    connection: Connection,
    case_id: str,
    resolution: Resolution,
    act: Act,
    note: str,
    declared: Declaration | None,
    version: int | None,
) -> Case:
    """Do the same within a transaction."""
    case = to_change(connection, case_id, version)
    if case.state == "resolved":
        raise ConflictError(f"{case_id} is resolved already, as {case.resolution}.")
    if declared is not None and resolution != "approved":
        raise InputError(f"A use case is declared by resolving as approved, not as {resolution}.")
    findings = findings_in(connection, case_id)
    if resolution == "approved":
        declare_within(connection, case, findings, declared, act)
    record_verdicts_within(connection, [_verdict(each, resolution, note, act) for each in findings])
    values = {"state": "resolved", "resolution": resolution, "resolved_at": act.at, "snoozed_until": None}
    changed = change(connection, case, act, values)
    told = f": {note}" if note else ""
    add_history(connection, case_id, act, "resolved", f"Resolved as {resolution.replace('_', ' ')}{told}")
    data = {"partner": case.partner, "resolution": resolution}
    tell(connection, act, "case.resolved", case_id, data)
    return changed


def _verdict(finding: CaseFinding, resolution: Resolution, note: str, act: Act) -> Verdict:
    return Verdict(
        finding_id=finding.finding_id,
        window=finding.window,
        partner=finding.partner,
        detector=finding.detector,
        kind=finding.kind,
        verdict=_VERDICTS[resolution],
        note=note or f"case resolved as {resolution}",
        by=act.actor,
        at=act.now,
    )
