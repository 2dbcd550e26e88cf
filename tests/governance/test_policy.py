"""The policy: read with all its mistakes named, decides with a reason, does everything once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation import ConfigurationError
from governance import (
    Act,
    CaseFinding,
    Contact,
    Owner,
    Partner,
    Policy,
    Record,
    Situation,
    apply_policy,
    approve_message,
    audit_entries,
    decide,
    decisions_about,
    explain,
    follow_up,
    give_answer,
    governed_windows,
    list_cases,
    list_messages,
    load_policy,
    policy_of_version,
    policy_versions,
    read_case,
    read_policy,
    resolve_case,
    save_owners,
    shipped_policy_text,
    snooze_case,
)
from governance.messages.outbox import answer_url
from tests.governance.governance_examples import ANNA, KEY, NOW, finding
from tests.governance.mail_examples import WRITER, MovingClock, outbox
from tests.governance.mail_examples import settings as mail_settings
from tests.governance.mail_servers import SmtpServer

TODAY = NOW.date()
JO = Contact("technical", "Jo", "jo@acme.example")
ACME = Partner("acme", "Acme", "gold", "anna", None, None, (), (JO,), tags=("pilot",))
OWNERS = [Owner("anna", "anna@crm.example"), Owner("lead", "lead@crm.example")]


def policy(*rules: str) -> Policy:
    return read_policy(
        "format = 1\n" + "\n".join(f"[[rule]]\nwhy = 'because'\n{rule}" for rule in rules), "test"
    )


def apply(record: Record, rules: Policy, *findings: CaseFinding, act: Act = ANNA, **more: Any) -> Any:
    judged = [(each, Situation(partner=ACME if each.partner == "acme" else None)) for each in findings]
    return apply_policy(record, rules, findings[0].window, judged, WRITER, OWNERS, TODAY, act, **more)


# reading


def test_the_shipped_policy_is_good_and_conservative() -> None:
    """It reads, and no e-mail to a partner goes out without approval."""
    shipped = load_policy(None)
    assert shipped.text == shipped_policy_text()
    actions = [action for rule in shipped.rules for action in rule.do]
    assert {action.action for action in actions} >= {"open_case", "notify_owner", "draft_email"}
    assert all(getattr(action, "approval", True) for action in actions)


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    """A policy with many mistakes is refused once, each with its rule, its place and its value."""
    file = tmp_path / "policy.toml"
    file.write_text(
        'format = 1\n[[rule]]\nname = "a"\nwhy = "x"\nwhen = { severety = "high", min_confidence = 7 }\n'
        '[[rule]]\nname = "B b"\nwhy = ""\ndo = ["launch_rocket"]\n',
        encoding="utf-8",
    )
    with pytest.raises(ConfigurationError) as refused:
        load_policy(file)
    text = str(refused.value)
    for told in (
        "rule 1 (a): when.severety",
        "rule 1 (a): when.min_confidence",
        "rule 2 (B b): name",
        "launch_rocket",
    ):
        assert told in text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("format = 2", "format"),
        ("format = 1\n[[rule]\n", "no TOML"),
        ("format = 1\n" + 2 * "[[rule]]\nname = 'a'\nwhy = 'x'\n", "two rules have this name"),
        ("format = 1\n[[rule]]\nname = 'a'\nwhy = 'x'\ndo = ['notify_owner']\n", "needs open_case"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(text: str, told: str) -> None:
    """What cannot work is refused when it is read, not when a partner should have been told."""
    with pytest.raises(ConfigurationError, match=told):
        read_policy(text, "test")


def test_the_version_is_that_of_the_text() -> None:
    """The same text has the same version, another word another one."""
    one = policy("name = 'a'")
    assert one.version == policy("name = 'a'").version != policy("name = 'b'").version


# conditions


@pytest.mark.parametrize(
    "condition",
    [
        "kind = 'pivot'",
        "kind = ['excursion', 'PIVOT']",
        "pivot_kind = 'abrupt'",
        "severity = ['medium', 'high']",
        "min_confidence = 0.9",
        "tier = 'Gold'",
        "tags = ['pilot', 'beta']",
        "owner = 'anna'",
        "partner = 'ac*'",
        "registered = true",
        "declared = false",
        "from_group = 'Contact *'",
        "to_group = 'invoicing'",
        "endpoint = 'POST */invoices'",
        "endpoint_flag = 'sensitive'",
        "min_repeated = 3",
        "peer_event = true",
        "case_open = false",
    ],
)
def test_each_condition_speaks_and_falls_silent(condition: str) -> None:
    """Every condition holds for a finding that is so, and does not for one that is not."""
    situation = Situation(
        partner=ACME, flags=frozenset({"sensitive"}), repeated=3, peer_event="All of Contact sync moved."
    )
    rule = policy(f"name = 'a'\nwhen = {{ {condition} }}\ndo = ['open_case']")
    assert [each.outcome for each in decide(rule, finding(), situation, TODAY)] == ["do"]
    other = replace(finding(), kind="silence", severity="low", confidence=0.1, partner="globex", facts={})
    stranger = Situation(partner=replace(ACME, tier="x", owner="x", tags=()), open_case=None)
    if condition.startswith(("registered", "declared", "case_open")):
        condition = condition.replace("true", "nil").replace("false", "true").replace("nil", "false")
        rule = policy(f"name = 'a'\nwhen = {{ {condition} }}\ndo = ['open_case']")
    (silent,) = decide(rule, other, stranger, TODAY)
    assert (silent.rule, silent.outcome, silent.reason) == (None, "leave", "no_rule")


def test_an_endpoint_that_shrinks_meets_no_condition() -> None:
    """Only endpoints whose use grew count: leaving an endpoint needs nobody's attention."""
    rule = policy("name = 'a'\nwhen = { endpoint = 'GET /v2/contacts' }\ndo = ['open_case']")
    assert decide(rule, finding(), Situation(), TODAY)[0].reason == "no_rule"


# deciding

_RULES = st.builds(
    lambda number, when, do, stop: (
        f"name = 'r{number}'\nwhen = {{ {when} }}\ndo = [{do}]\nstop = {'true' if stop else 'false'}"
    ),
    st.uuids().map(lambda each: each.hex[:12]),
    st.sampled_from(
        ["", "alert = true", "kind = 'pivot'", "severity = 'high'", "tier = 'gold'", "registered = false"]
    ),
    st.sampled_from(
        [
            "",
            "'open_case'",
            "'open_case', 'notify_owner'",
            "'open_case', 'draft_email'",
            "'open_case', { action = 'snooze', days = 3 }",
            "'open_case', { action = 'escalate', after_days = 3, to = 'lead' }",
            "{ action = 'webhook', channel = 'ops' }",
            "'open_case', 'ask_redeclaration', 'remind_partner', 'suggest_upsell'",
        ]
    ),
    st.booleans(),
)
_POLICIES = st.lists(_RULES, max_size=4, unique=True).map(lambda rules: policy(*rules))
_FINDINGS = st.builds(
    lambda kind, severity, alert, partner: finding(partner, kind=kind, severity=severity, alert=alert),
    st.sampled_from(["pivot", "silence", "excursion"]),
    st.sampled_from(["low", "medium", "high"]),
    st.booleans(),
    st.sampled_from(["acme", "stranger"]),
)


def _situation(each: CaseFinding) -> Situation:
    return Situation(partner=ACME if each.partner == "acme" else None)


@given(_POLICIES, _FINDINGS)
def test_every_decision_has_its_reason(rules: Policy, each: CaseFinding) -> None:
    """There is always a decision; each names a rule of the policy or none and says why; always the same."""
    found = decide(rules, each, _situation(each), TODAY)
    assert found == decide(rules, each, _situation(each), TODAY)
    assert found
    for decision in found:
        assert decision.text.strip()
        assert decision.rule is None or rules.rule(decision.rule)
        assert (decision.outcome == "do") == (decision.reason == "rule")
    assert explain(rules, each, _situation(each), TODAY)


@given(_POLICIES, _FINDINGS)
def test_nobody_writes_to_strangers(rules: Policy, each: CaseFinding) -> None:
    """No rule, whatever it says, makes an e-mail to a partner that the register does not have."""
    for decision in decide(rules, each, Situation(partner=None), TODAY):
        assert not (decision.action in ("draft_email", "ask_redeclaration") and decision.outcome == "do")


@given(_POLICIES, _FINDINGS)
def test_no_action_is_done_twice(rules: Policy, each: CaseFinding) -> None:
    """Two rules that ask for the same are answered once; the other is told so."""
    done = [
        (decision.action, getattr(decision.parameters, "purpose", ""))
        for decision in decide(rules, each, _situation(each), TODAY)
        if decision.outcome == "do"
    ]
    assert len(done) == len(set(done))


@given(_POLICIES, _FINDINGS, st.sampled_from(["kind = 'pivot'", "severity = 'high'", "tier = 'gold'"]))
def test_one_more_condition_never_speaks_more_often(rules: Policy, each: CaseFinding, more: str) -> None:
    """A rule with a condition more speaks only where it spoke without it."""
    for rule in rules.rules:
        narrower = read_policy(f"format=1\n[[rule]]\nname='x'\nwhy='y'\nwhen={{{more}}}", "x").rules[0].when
        if rule.when.failing(each, _situation(each)) is not None:
            given_now = {k: v for k, v in narrower.model_dump().items() if v is not None}
            both = rule.when.model_copy(
                update={k: v for k, v in given_now.items() if getattr(rule.when, k) is None}
            )
            assert both.failing(each, _situation(each)) is not None


# applying


def test_a_window_is_governed_once(record: Record) -> None:
    """Replaying a window opens no second case, writes no second message, and says why."""
    rules = load_policy(None)
    first = apply(record, rules, finding(), finding("stranger"))
    assert (len(first.opened), len(first.drafted)) == (2, 2)
    again = apply(record, rules, finding(), finding("stranger"), act=Act("later", NOW + timedelta(days=1)))
    assert (again.opened, again.joined, again.drafted) == ((), (), ())
    assert {each.reason for each in again.decisions} == {"already_handled"}
    assert len(list_cases(record)) == 2
    assert governed_windows(record) == {"2026-W46"}


@given(_POLICIES, st.lists(_FINDINGS, min_size=1, max_size=4, unique_by=lambda each: each.finding_id))
@settings(max_examples=15, deadline=None)
def test_any_policy_twice_is_as_once(
    tmp_path_factory: pytest.TempPathFactory, rules: Policy, findings: Any
) -> None:
    """Whatever the policy and the findings: applying both again adds no case and no message."""
    from governance import open_record  # noqa: PLC0415 - for this test alone

    record = open_record("", tmp_path_factory.mktemp("record") / "record.sqlite")
    apply(record, rules, *findings)
    cases, messages = list_cases(record), list_messages(record)
    apply(record, rules, *findings, act=Act("later", NOW + timedelta(days=1)))
    assert [each.version for each in list_cases(record)] == [each.version for each in cases]
    assert list_messages(record) == messages
    record.dispose()


def test_a_dry_run_leaves_nothing(record: Record) -> None:
    """It tells what would be done, and not a row is written."""
    tried = apply(record, load_policy(None), finding(), dry_run=True)
    assert (len(tried.opened), len(tried.drafted)) == (1, 2)
    assert (list_cases(record), list_messages(record), audit_entries(record)) == ([], [], [])
    assert governed_windows(record) == set()


def test_a_message_tells_of_all_findings_of_the_window(record: Record) -> None:
    """The pivot comes first in the e-mail although it was the second finding; the notice lists both."""
    breach = finding(kind="undeclared_use", evidence=[], to_group_name=None, from_group_name=None)
    apply(record, load_policy(None), breach, finding())
    notice, draft = sorted(list_messages(record), key=lambda each: each.to_partner)
    assert "2 findings" in notice.subject
    assert notice.text.count("2026-W46") == 2
    assert "POST /v2/invoices" in draft.text
    assert (draft.state, notice.state) == ("draft", "approved")


def test_decisions_not_to_act_are_on_record(record: Record) -> None:
    """Snoozed, already asked, written lately, resolved, a stranger: each leaves its reason."""
    rules = load_policy(None)
    (case_id,) = apply(record, rules, finding()).opened
    asked = apply(record, rules, finding(window="2026-W47"))
    assert {each.reason for each in asked.decisions if each.action == "draft_email"} == {"already_asked"}
    snooze_case(record, case_id, TODAY + timedelta(days=9), ANNA)
    quiet = apply(record, rules, finding(window="2026-W48"))
    assert {each.reason for each in quiet.decisions} == {"rule", "snoozed"}
    resolve_case(record, case_id, "reverted", ANNA)
    over = apply(record, rules, finding(window="2026-W48"))
    assert {each.reason for each in over.decisions} == {"resolved"}
    new = apply(record, rules, finding(window="2026-W49"))
    assert "written_lately" in {each.reason for each in new.decisions}
    stranger = apply(record, rules, finding("stranger"))
    assert "not_registered" in {each.reason for each in stranger.decisions}
    (nothing,) = apply(record, rules, finding("globex", alert=False)).decisions
    kept = decisions_about(record, nothing.finding_id)
    assert [(each.rule, each.action, each.reason) for each in kept] == [(None, "nothing", "no_rule")]


def test_a_case_remembers_its_policy(record: Record) -> None:
    """A case names the version that opened it, whose text stays on record; a change of policy is audited."""
    first, second = load_policy(None), policy("name = 'only'\ndo = ['open_case']")
    (one,) = apply(record, first, finding()).opened
    (two,) = apply(record, second, finding("globex")).opened
    assert read_case(record, one).policy_version == first.version
    assert (read_case(record, two).policy_version, read_case(record, two).rule) == (second.version, "only")
    assert policy_of_version(record, first.version).text == first.text
    assert {version for version, *_ in policy_versions(record)} == {first.version, second.version}
    assert [each.subject for each in audit_entries(record) if each.action == "policy.changed"] == [
        first.version,
        second.version,
    ]


# following up


def test_reminders_thread_and_end_with_the_answer(record: Record, smtp: SmtpServer) -> None:
    """After seven days without an answer a reminder is drafted as a reply; after an answer there is none."""
    from tests.governance.governance_examples import register  # noqa: PLC0415 - for this test alone

    register(record, ACME)
    save_owners(record, OWNERS, ANNA)
    apply(record, load_policy(None), finding())
    (draft,) = list_messages(record, states=["draft"])
    approve_message(record, draft.message_id, ANNA)
    clock = MovingClock()
    box = outbox(record, mail_settings(port=smtp.port), clock)
    list(box.deliver())
    assert _follow(record, 6).reminders == 0
    assert _follow(record, 7).reminders == 1
    assert _follow(record, 8).reminders == 0
    (reminder,) = list_messages(record, states=["draft"])
    assert (reminder.purpose, reminder.in_reply_to) == ("reminder", draft.internet_id)
    approve_message(record, reminder.message_id, ANNA)
    clock.at = NOW + timedelta(days=7, hours=1)
    list(box.deliver())
    sent = smtp.taken[-1]
    assert (sent["In-Reply-To"], sent["References"]) == (draft.internet_id, draft.internet_id)
    assert sent["Subject"].strip() == f"Re: {draft.subject}"
    token = answer_url(draft, WRITER, KEY).rpartition("/")[2]
    give_answer(record, token, KEY, "planned", "We do invoices now.", NOW + timedelta(days=8))
    assert (_follow(record, 9).answers, _follow(record, 10).answers) == (1, 0)
    assert _follow(record, 30).reminders == 0


def test_an_unresolved_case_is_escalated_once(record: Record) -> None:
    """After its days the lead is told, once; a snoozed case waits, a resolved one is left alone."""
    save_owners(record, OWNERS, ANNA)
    rules = policy("name = 'a'\ndo = ['open_case', { action = 'escalate', after_days = 3, to = 'lead' }]")
    one, two, three = apply(record, rules, finding(), finding("globex"), finding("initech")).opened
    resolve_case(record, two, "reverted", ANNA)
    snooze_case(record, three, TODAY + timedelta(days=20), ANNA)
    assert [_follow(record, day).escalations for day in (2, 3, 4, 19, 20)] == [0, 1, 0, 0, 1]
    told = [each.case_id for each in list_messages(record, purpose="escalation")]
    assert sorted(filter(None, told)) == sorted([one, three])


def _follow(record: Record, days: int) -> Any:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - for this helper alone

    return follow_up(record, WRITER, {}, ZoneInfo("UTC"), Act("pivotwatch", NOW + timedelta(days=days)))


def test_an_upsell_is_suggested_in_the_case(record: Record) -> None:
    """The usual tier of the new group is written into the case where it is another one, and else not."""
    from governance import case_history  # noqa: PLC0415 - for this test alone

    rules = policy("name = 'a'\ndo = ['open_case', 'suggest_upsell']")
    situation = Situation(partner=ACME, usual_tier="platinum")
    args = (WRITER, OWNERS, date(2026, 11, 16), ANNA)
    (case_id,) = apply_policy(record, rules, "2026-W46", [(finding(), situation)], *args).opened
    assert any("tier platinum; this one has gold" in line.text for line in case_history(record, case_id))
    same = decide(rules, finding(), replace(situation, usual_tier="Gold"), TODAY)
    assert [each.reason for each in same] == ["rule", "same_tier"]
