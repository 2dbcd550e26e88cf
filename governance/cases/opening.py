"""Opening a case for a finding, or joining the open one of the same partner."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import Connection, insert
from sqlalchemy.exc import IntegrityError

from foundation import stable_id
from governance.acts import Act
from governance.cases.changing import add_history, change
from governance.cases.model import Case, CaseFinding, heavier
from governance.cases.reading import case_id_of_finding, case_in, open_case_in
from governance.cases.tables import CASES, FINDINGS
from governance.record import Record, writing
from governance.telling import tell

Opening = Literal["opened", "joined", "known"]


@dataclass(frozen=True, slots=True)
class Opened:
    """What became of a finding.

    Attributes
    ----------
    how
        `opened` a new case, `joined` the open one of its partner, or was `known`: in a case already.
    """

    case: Case
    how: Opening


def open_case(
    record: Record,
    finding: CaseFinding,
    act: Act,
    *,
    owner: str | None = None,
    due_on: date | None = None,
    rule: str | None = None,
    policy_version: str | None = None,
) -> Opened:
    """Put a finding into a case: a new one, or the open one of its partner.

    A finding that is in a case stays there, so replaying a window opens nothing twice.
    """
    for last in (False, True):
        try:
            with writing(record) as connection:
                return open_case_within(connection, finding, act, owner, due_on, rule, policy_version)
        except IntegrityError:
            if last:
                raise
            # another process opened the partner's case or took the finding meanwhile: now it is there to join
    raise AssertionError("unreachable")


def open_case_within(
    connection: Connection,
    finding: CaseFinding,
    act: Act,
    owner: str | None = None,
    due_on: date | None = None,
    rule: str | None = None,
    policy_version: str | None = None,
) -> Opened:
    """Do the same within a transaction."""
    known = case_id_of_finding(connection, finding.finding_id)
    if known is not None:
        return Opened(case_in(connection, known), "known")
    standing = open_case_in(connection, subject_of(finding))
    if standing is not None:
        return Opened(_join(connection, standing, finding, act), "joined")
    case_id = stable_id("case", finding.finding_id)
    connection.execute(
        insert(CASES).values(
            case_id=case_id,
            subject=subject_of(finding),
            partner=finding.partner,
            title=_title(finding),
            state="open",
            severity=finding.severity,
            owner=owner,
            rule=rule,
            policy_version=policy_version,
            opened_at=act.at,
            updated_at=act.at,
            due_on=due_on,
            version=1,
        )
    )
    _link(connection, case_id, finding, act)
    by = f" by rule {rule} of {policy_version}" if rule else ""
    add_history(connection, case_id, act, "opened", f"Opened{by}: {finding.sentence}")
    data = {"partner": finding.partner, "finding": finding.finding_id, "kind": finding.kind, "rule": rule}
    tell(connection, act, "case.opened", case_id, data | {"policy_version": policy_version, "owner": owner})
    return Opened(case_in(connection, case_id), "opened")


def subject_of(finding: CaseFinding) -> str:
    """Return what a case about this finding is about."""
    if finding.partner is not None:
        return f"partner:{finding.partner}"
    group = finding.facts.get("group", finding.facts.get("to_group"))
    return "platform" if group is None else f"group:{group}"


def _title(finding: CaseFinding) -> str:
    # as a word of its own: a partner `api` is not named by "apis"
    own = rf"(?<![\w-]){re.escape(finding.partner)}(?![\w-])" if finding.partner else None
    named = own is not None and re.search(own, finding.sentence) is not None
    return (finding.sentence if named else f"{finding.partner or 'The platform'}: {finding.sentence}")[:500]


def _join(connection: Connection, case: Case, finding: CaseFinding, act: Act) -> Case:
    _link(connection, case.case_id, finding, act)
    changed = change(connection, case, act, {"severity": heavier(case.severity, finding.severity)})
    add_history(connection, case.case_id, act, "finding", f"{finding.window}: {finding.sentence}")
    data = {"partner": finding.partner, "finding": finding.finding_id, "kind": finding.kind}
    tell(connection, act, "case.joined", case.case_id, data)
    return changed


def _link(connection: Connection, case_id: str, finding: CaseFinding, act: Act) -> None:
    connection.execute(
        insert(FINDINGS).values(
            finding_id=finding.finding_id,
            case_id=case_id,
            window=finding.window,
            detector=finding.detector,
            kind=finding.kind,
            severity=finding.severity,
            confidence=finding.confidence,
            sentence=finding.sentence,
            facts_json=json.dumps(dict(finding.facts), ensure_ascii=False, default=str),
            linked_at=act.at,
        )
    )
