"""How each action is done. Every one returns the decision, changed where it was left after all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from governance.cases.changing import add_history, change, to_change
from governance.cases.model import Case, CaseFinding
from governance.cases.reading import findings_in
from governance.messages.recent import drafted_for_case, last_written
from governance.messages.writing import told
from governance.owners import owner_named
from governance.policy.actions import EmailToPartner, Snooze, Webhook
from governance.policy.conditions import Situation
from governance.policy.deciding import Decision
from governance.policy.work import Work, left
from governance.register.model import contact_in_role

Doing = Callable[[Work, CaseFinding, Situation, Case | None, Decision], Decision]
_NO_CASE = "No rule opened a case for it, so there is none to tell of."


def notify_owner(
    work: Work, finding: CaseFinding, situation: Situation, case: Case | None, decision: Decision
) -> Decision:
    """Tell the case's owner, once a window."""
    del situation
    if case is None:
        return left(decision, "no_case", _NO_CASE)
    owner = owner_named(work.owners, case.owner)
    if owner is None:
        who = f"no address of {case.owner} is known" if case.owner else "the partner has no owner"
        return left(decision, "no_owner", f"Nobody to tell: {who}; `pivotwatch owners add` takes one.")
    findings = findings_in(work.connection, case.case_id)
    facts = {
        "level": case.severity,
        "findings": [told(each) for each in findings],
        "due_on": case.due_on and case.due_on.isoformat(),
    }
    key = ("owner", owner.email, "notice", case.case_id, finding.window)
    notice = work.writer.to_owner(owner, "owner_notice", facts, key, case=case, rule=decision.rule)
    work.draft(notice, approved=True)
    return decision


def email_partner(
    work: Work, finding: CaseFinding, situation: Situation, case: Case | None, decision: Decision
) -> Decision:
    """Draft an e-mail to the partner, once a case and purpose."""
    action, partner = decision.parameters, situation.partner
    if case is None:
        return left(decision, "no_case", _NO_CASE)
    contact = (
        contact_in_role(partner, action.roles) if partner and isinstance(action, EmailToPartner) else None
    )
    if partner is None or contact is None or not isinstance(action, EmailToPartner):
        return left(decision, "no_contact", f"The register names no contact of {finding.partner}.")
    there = drafted_for_case(work.connection, case.case_id, action.purpose)
    if there is not None:
        return left(decision, "already_asked", f"{there.message_id} asks already; it is {there.state}.")
    last = last_written(work.connection, partner.partner_id, action.purpose)
    since = last and last + timedelta(days=action.every_days)
    if last and since and work.act.now < since:
        why = f"It was written to on {last:%Y-%m-%d}; not again before {since:%Y-%m-%d}."
        return left(decision, "written_lately", why)
    findings = findings_in(work.connection, case.case_id)
    new = work.writer.to_partner(
        case, findings, partner, contact, action.purpose, work.act.now, rule=decision.rule
    )
    work.draft(new, approved=not action.approval)
    return decision


def webhook(
    work: Work, finding: CaseFinding, situation: Situation, case: Case | None, decision: Decision
) -> Decision:
    """Post to a channel, once a finding."""
    del situation
    action = decision.parameters
    if not isinstance(action, Webhook):
        return decision
    data = {"finding": dict(finding.facts), "case": case.case_id if case else None, "rule": decision.rule}
    about = finding.partner or "The platform"
    new = work.writer.to_channel(
        action.channel,
        f"{about}: {finding.kind.replace('_', ' ')} ({finding.severity})",
        [finding.sentence],
        ("finding", finding.finding_id),
        f"finding.{finding.kind}",
        data,
        case=case,
        rule=decision.rule,
    )
    work.draft(new, approved=True)
    return decision


def suggest_upsell(
    work: Work, finding: CaseFinding, situation: Situation, case: Case | None, decision: Decision
) -> Decision:
    """Write the usual plan of the new group into the case, once."""
    if case is None:
        return left(decision, "no_case", _NO_CASE)
    tier = situation.partner.tier if situation.partner else None
    group = finding.facts.get("to_group_name") or "the new group"
    text = f"Most partners of {group} have tier {situation.usual_tier}; this one has {tier or 'none'}."
    add_history(work.connection, case.case_id, work.act, "comment", text)
    return decision


def snooze(
    work: Work, finding: CaseFinding, situation: Situation, case: Case | None, decision: Decision
) -> Decision:
    """Put the case to sleep, unless it sleeps longer already."""
    del finding, situation
    action = decision.parameters
    if case is None or not isinstance(action, Snooze):
        return left(decision, "no_case", _NO_CASE)
    until = work.today + timedelta(days=action.days)
    if case.snoozed_until is None or case.snoozed_until < until:
        change(
            work.connection,
            to_change(work.connection, case.case_id, None),
            work.act,
            {"snoozed_until": until},
        )
        add_history(work.connection, case.case_id, work.act, "snooze", f"Snoozed until {until}")
    return decision


DOING: Mapping[str, Doing] = {
    "notify_owner": notify_owner,
    "draft_email": email_partner,
    "ask_redeclaration": email_partner,
    "webhook": webhook,
    "suggest_upsell": suggest_upsell,
    "snooze": snooze,
}
