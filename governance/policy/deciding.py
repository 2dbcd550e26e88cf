"""From a finding and its situation to decisions, each with its rule and reason. Pure: no record, no clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from governance.cases.model import CaseFinding
from governance.policy.actions import Action, EmailToPartner, Escalate, RemindPartner, SuggestUpsell
from governance.policy.conditions import Situation
from governance.policy.reading import Policy, Rule
from governance.register.model import contact_in_role

Outcome = Literal["do", "later", "leave"]

Reason = Literal[
    "rule",
    "waits",
    "no_rule",
    "rule_does_nothing",
    "already_handled",
    "already_asked",
    "snoozed",
    "peer_event",
    "not_registered",
    "no_contact",
    "same_tier",
    "no_case",
    "no_owner",
    "written_lately",
    "asked_twice",
    "resolved",
]


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done about a finding, or not.

    Attributes
    ----------
    rule
        None = no rule spoke.
    action
        The action's name; `nothing` when there is none.
    outcome
        `do` now, `later` when its days have passed, or `leave`.
    reason, text
        Why, for programs and in one sentence for people.
    parameters
        The action as the policy has it.
    """

    finding_id: str
    rule: str | None
    action: str
    outcome: Outcome
    reason: Reason
    text: str
    parameters: Action | None = None


def decide(policy: Policy, finding: CaseFinding, situation: Situation, today: date) -> list[Decision]:
    """Return what the policy says about a finding: at least one decision, each with its reason.

    Parameters
    ----------
    today
        In the platform's time zone.
    """
    found = list(_from_rules(policy, finding, situation, today))
    if found:
        return found
    why = finding.facts.get("reasons") or {}
    quiet = next((why[name] for name in ("declared", "quiet", "tolerance") if why.get(name)), None)
    text = "No rule speaks of it" + (f". {quiet}" if quiet else ": its detector does not want anybody told.")
    return [Decision(finding.finding_id, None, "nothing", "leave", "no_rule", text)]


def speaking_rules(policy: Policy, finding: CaseFinding, situation: Situation) -> Iterator[Rule]:
    """Give the rules that speak of a finding, in order, up to one that says stop."""
    for rule in policy.rules:
        if rule.when.failing(finding, situation) is None:
            yield rule
            if rule.stop:
                return


def explain(policy: Policy, finding: CaseFinding, situation: Situation, today: date) -> list[str]:
    """Return, line by line, what each rule says about a finding and what follows."""
    lines = [f"{policy.version} ({policy.source})"]
    stopped: Rule | None = None
    for rule in policy.rules:
        if stopped is not None:
            lines.append(f"rule {rule.name}: not asked, because {stopped.name} says stop")
            continue
        failing = rule.when.failing(finding, situation)
        lines.append(
            f"rule {rule.name}: {'speaks: ' + rule.why if failing is None else 'silent: ' + failing}"
        )
        stopped = rule if failing is None and rule.stop else None
    told = (
        f"{each.outcome} {each.action}: {each.text}" for each in decide(policy, finding, situation, today)
    )
    return [*lines, *told]


def _from_rules(
    policy: Policy, finding: CaseFinding, situation: Situation, today: date
) -> Iterator[Decision]:
    seen: dict[str, str] = {}
    for rule in speaking_rules(policy, finding, situation):
        if not rule.do:
            reason: Reason = "peer_event" if rule.when.peer_event else "rule_does_nothing"
            told = f"{rule.why} {situation.peer_event}" if situation.peer_event else rule.why
            yield Decision(finding.finding_id, rule.name, "nothing", "leave", reason, told)
        for action in rule.do:
            outcome, reason, text = _weighed(action, rule, finding, situation, today)
            what = _what(action)
            if what in seen:
                outcome, reason, text = "leave", "asked_twice", f"Rule {seen[what]} asks for it already."
            seen.setdefault(what, rule.name)
            yield Decision(finding.finding_id, rule.name, action.action, outcome, reason, text, action)


def _what(action: Action) -> str:
    """Return what makes two actions the same: a finding needs one case, but may go to two channels."""
    detail = getattr(action, "channel", None) or getattr(action, "purpose", None) or getattr(action, "to", "")
    return f"{action.action} {detail}"


def _weighed(
    action: Action, rule: Rule, finding: CaseFinding, situation: Situation, today: date
) -> tuple[Outcome, Reason, str]:
    held = _held_back(action, situation, today)
    if held is not None:
        return held
    if isinstance(action, EmailToPartner):
        return _mail_weighed(action, rule, finding, situation)
    if isinstance(action, RemindPartner | Escalate):
        return "later", "waits", _waiting(action)
    if isinstance(action, SuggestUpsell):
        return _upsell_weighed(rule, situation)
    joins = f" It joins {situation.open_case.case_id}, which is open already." if situation.open_case else ""
    return "do", "rule", rule.why + (joins if action.action == "open_case" else "")


def _held_back(action: Action, situation: Situation, today: date) -> tuple[Outcome, Reason, str] | None:
    """Return why the partner's case keeps an action back; None = it does not."""
    known, standing = situation.known_case, situation.known_case or situation.open_case
    if known is not None and known.state == "resolved":
        return "leave", "resolved", f"{known.case_id} is resolved ({known.resolution})."
    if known is not None:
        return "leave", "already_handled", f"It is in {known.case_id} already."
    if action.action == "open_case":
        return None
    if standing and standing.snoozed_until and today < standing.snoozed_until:
        return "leave", "snoozed", f"{standing.case_id} is snoozed until {standing.snoozed_until}."
    return None


def _waiting(action: RemindPartner | Escalate) -> str:
    if isinstance(action, RemindPartner):
        return f"When the partner has not answered after {action.after_days} days."
    return f"When the case is unresolved after {action.after_days} days, to {action.to}."


def _mail_weighed(
    action: EmailToPartner, rule: Rule, finding: CaseFinding, situation: Situation
) -> tuple[Outcome, Reason, str]:
    if situation.partner is None:
        who = finding.partner or "A finding about no single partner"
        return "leave", "not_registered", f"{who} is not in the register, so there is nobody to write to."
    if contact_in_role(situation.partner, action.roles) is None:
        wanted = ", ".join(action.roles)
        told = f"The register names no contact of {finding.partner} in the roles {wanted}."
        return "leave", "no_contact", told
    return "do", "rule", rule.why


def _upsell_weighed(rule: Rule, situation: Situation) -> tuple[Outcome, Reason, str]:
    tier = situation.partner.tier if situation.partner else None
    if situation.usual_tier is None:
        return "leave", "same_tier", "No tier is usual in the group that it went to."
    if tier is not None and situation.usual_tier.casefold() == tier.casefold():
        return "leave", "same_tier", f"It has the tier that is usual there: {tier}."
    return "do", "rule", rule.why
