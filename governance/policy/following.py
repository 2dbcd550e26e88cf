"""What becomes due without a new finding: notices of answers, reminders, escalations, events to channels.

A case follows the rule that opened it, as the policy had it then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from foundation import UnknownNameError
from governance.acts import Act
from governance.answers.model import Answer
from governance.answers.reading import case_answers
from governance.cases.model import Case
from governance.cases.reading import case_findings, list_cases
from governance.event_posts import post_events
from governance.messages.drafting import draft_message
from governance.messages.model import Message, NewMessage
from governance.messages.reading import list_messages
from governance.messages.writing import Writer
from governance.owners import Owner, owner_named, reachable
from governance.policy.actions import Action, EmailToPartner, Escalate, RemindPartner
from governance.policy.reading import Policy
from governance.policy.versions import policy_of_version
from governance.record import Record
from governance.register.model import contact_in_role
from governance.register.reading import read_partner
from governance.ways_out import WayOut


@dataclass(frozen=True, slots=True)
class Followed:
    """How many messages were written of each kind."""

    answers: int
    reminders: int
    escalations: int
    posts: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.answers + self.reminders + self.escalations + self.posts


@dataclass
class _Round:
    record: Record
    writer: Writer
    owners: Sequence[Owner]
    zone: ZoneInfo
    act: Act
    written: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.policy: Callable[[str], Policy | None] = lru_cache(self._policy)

    def draft(self, kind: str, new: NewMessage, *, approved: bool) -> None:
        message = draft_message(self.record, new, self.act, approved=approved)
        if message.created_at == self.act.now:  # else it was written in an earlier round
            self.written[kind] = self.written.get(kind, 0) + 1

    def _policy(self, version: str) -> Policy | None:
        try:
            return policy_of_version(self.record, version)
        except UnknownNameError:
            return None


def follow_up(
    record: Record, writer: Writer, ways: Mapping[str, WayOut], zone: ZoneInfo, act: Act
) -> Followed:
    """Write what is due; a second call at the same time writes nothing.

    Parameters
    ----------
    ways
        The channels, of which some asked for events.
    zone
        The platform's.
    """
    round_ = _Round(record, writer, reachable(record), zone, act)
    for case in list_cases(record, unresolved=True):
        _answers(round_, case)
        if case.snoozed_until is None or act.now.astimezone(zone).date() >= case.snoozed_until:
            for action in _actions(round_, case):
                _due(round_, case, action)
    posts = post_events(record, writer, ways, act)
    counts = round_.written
    return Followed(counts.get("answer", 0), counts.get("reminder", 0), counts.get("escalation", 0), posts)


def _answers(round_: _Round, case: Case) -> None:
    owner = owner_named(round_.owners, case.owner)
    if owner is None or case.state != "answered":
        return
    for answer in case_answers(round_.record, case.case_id):
        if answer.decision is None:
            round_.draft("answer", _answer_notice(round_.writer, owner, case, answer), approved=True)


def _answer_notice(writer: Writer, owner: Owner, case: Case, answer: Answer) -> NewMessage:
    facts = {
        "answer": answer.kind,
        "said_lines": [line for line in answer.text.splitlines() if line.strip()],
    }
    key = ("owner", owner.email, "answer", answer.answer_id)
    return writer.to_owner(owner, "answer", facts, key, case=case)


def _actions(round_: _Round, case: Case) -> Sequence[Action]:
    policy = round_.policy(case.policy_version) if case.policy_version else None
    rule = policy.rule(case.rule) if policy and case.rule else None
    return rule.do if rule else ()


def _due(round_: _Round, case: Case, action: Action) -> None:
    if isinstance(action, Escalate):
        _escalate(round_, case, action)
    elif isinstance(action, RemindPartner) and case.state == "contacted":
        _remind(round_, case, action)


def _escalate(round_: _Round, case: Case, action: Escalate) -> None:
    if round_.act.now < case.opened_at + timedelta(days=action.after_days):
        return
    lead = owner_named(round_.owners, action.to)
    if lead is None:
        return
    days = (round_.act.now - case.opened_at).days
    facts = {
        "days": days,
        "title": case.title,
        "case_owner": case.owner or "",
        "case_state": case.state,
        "due_on": case.due_on and case.due_on.isoformat(),
    }
    key = ("owner", lead.email, "escalation", case.case_id, str(action.after_days))
    notice = round_.writer.to_owner(lead, "escalation", facts, key, case=case, rule=case.rule)
    round_.draft("escalation", notice, approved=True)


def _remind(round_: _Round, case: Case, action: RemindPartner) -> None:
    asked = _sent_to_partner(round_.record, case)
    if not asked or len(asked) > action.times:
        return
    latest = asked[-1].sent_at or asked[-1].created_at
    if round_.act.now < latest + timedelta(days=action.after_days):
        return
    try:
        partner = read_partner(round_.record, case.partner or "")[0]
    except UnknownNameError:
        return
    roles = next((each.roles for each in _actions(round_, case) if isinstance(each, EmailToPartner)), ("*",))
    contact = contact_in_role(partner, roles)
    if contact is None:
        return
    new = round_.writer.to_partner(
        case,
        case_findings(round_.record, case.case_id),
        partner,
        contact,
        "reminder",
        round_.act.now,
        reminds_of=asked[0],
        count=len(asked),
        rule=case.rule,
    )
    round_.draft("reminder", new, approved=not action.approval)


def _sent_to_partner(record: Record, case: Case) -> list[Message]:
    sent = [each for each in list_messages(record, case_id=case.case_id, states=["sent"]) if each.to_partner]
    return sorted(sent, key=lambda each: each.sent_at or each.created_at)
