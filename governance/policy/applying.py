"""Carries out what the policy decides about the findings of a window: all of it in one transaction, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from governance.acts import Act
from governance.cases.model import CaseFinding
from governance.cases.opening import open_case_within, subject_of
from governance.cases.reading import case_id_of_finding, case_in, open_case_in
from governance.messages.writing import Writer
from governance.owners import Owner
from governance.policy.actions import OpenCase
from governance.policy.conditions import Situation
from governance.policy.deciding import Decision, decide
from governance.policy.doing import DOING
from governance.policy.journal import note_governed
from governance.policy.reading import Policy
from governance.policy.versions import remember_policy
from governance.policy.work import Work
from governance.record import Record, writing

Judged = tuple[CaseFinding, Situation]


@dataclass(frozen=True, slots=True)
class Applied:
    """What the policy did about a window.

    Attributes
    ----------
    decisions
        All of them, those that left things as they are, too.
    opened, joined
        Ids of cases.
    drafted
        Ids of messages: drafts, and notices that need no approval.
    """

    decisions: tuple[Decision, ...]
    opened: tuple[str, ...]
    joined: tuple[str, ...]
    drafted: tuple[str, ...]


def apply_policy(
    record: Record,
    policy: Policy,
    window: str,
    findings: Sequence[Judged],
    writer: Writer,
    owners: Sequence[Owner],
    today: date,
    act: Act,
    *,
    dry_run: bool = False,
) -> Applied:
    """Decide about every finding of a window and do it.

    Doing it again does nothing again: a finding is in one case, and a message has one key.

    Parameters
    ----------
    findings
        With what is known beside each; their cases are looked up here.
    owners
        Whom owners' names mean.
    today
        In the platform's time zone.
    dry_run
        Find out what would be done, and take all of it back.
    """
    with writing(record) as connection:
        work = Work(connection, policy, writer, owners, today, act)
        remember_policy(connection, policy, act)
        # every finding gets to its case before anybody is told, so that a message tells of all of them
        plans = [(judged, _to_case(work, judged)) for judged in findings]
        for (finding, situation), decisions in plans:
            for decision in decisions:
                _do(work, finding, situation, decision)
        note_governed(connection, window, act)
        if dry_run:
            connection.rollback()
    # one message may tell of several findings
    opened, joined, drafted = map(dict.fromkeys, (work.opened, work.joined, work.drafted))
    return Applied(tuple(work.decisions), tuple(opened), tuple(joined), tuple(drafted))


def _to_case(work: Work, judged: Judged) -> list[Decision]:
    """Decide about a finding and open or join its case; return the decisions still to be followed."""
    finding, given = judged
    known = case_id_of_finding(work.connection, finding.finding_id)
    situation = replace(
        given,
        known_case=case_in(work.connection, known) if known else None,
        open_case=open_case_in(work.connection, subject_of(finding)),
    )
    remaining = []
    for decision in decide(work.policy, finding, situation, work.today):
        if decision.outcome == "do" and isinstance(decision.parameters, OpenCase):
            _open(work, finding, situation, decision, decision.parameters)
        elif decision.outcome == "do":
            remaining.append(decision)
        else:
            work.note(decision)
    return remaining


def _open(
    work: Work, finding: CaseFinding, situation: Situation, decision: Decision, action: OpenCase
) -> None:
    owner = action.owner or (situation.partner.owner if situation.partner else None)
    due = None if action.due_days is None else work.today + timedelta(days=action.due_days)
    version = work.policy.version
    opened = open_case_within(work.connection, finding, work.act, owner, due, decision.rule, version)
    {"opened": work.opened, "joined": work.joined}.get(opened.how, []).append(opened.case.case_id)
    work.note(decision)


def _do(work: Work, finding: CaseFinding, situation: Situation, decision: Decision) -> None:
    case_id = case_id_of_finding(work.connection, finding.finding_id)
    case = case_in(work.connection, case_id) if case_id else None
    work.note(DOING[decision.action](work, finding, situation, case, decision))
