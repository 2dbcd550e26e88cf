"""Cases: opened once, joined by partner, changed by one person at a time, resolved for good."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from foundation import InputError, UnknownNameError
from governance import (
    Act,
    ConflictError,
    Declaration,
    Record,
    case_findings,
    case_history,
    case_of_finding,
    comment_case,
    events_after,
    list_cases,
    move_case,
    open_case,
    proposed_declaration,
    read_case,
    read_partner,
    reopen_case,
    resolve_case,
    set_case_due,
    snooze_case,
    standing,
    take_case,
    verdict_history,
)
from tests.governance.governance_examples import ANNA, NOW, finding, register

LATER = Act("bob", NOW + timedelta(days=7))


def test_a_finding_opens_a_case_once(record: Record) -> None:
    """The same finding again, as a replayed window gives it, opens nothing and changes nothing."""
    first = open_case(record, finding(), ANNA, owner="anna", rule="alerts", policy_version="p1")
    again = open_case(record, finding(), LATER, owner="bob")
    assert (first.how, again.how) == ("opened", "known")
    assert again.case == first.case
    assert (first.case.rule, first.case.policy_version, first.case.owner) == ("alerts", "p1", "anna")


def test_findings_of_a_partner_join_its_open_case(record: Record) -> None:
    """A later finding of the same partner joins and may make the case weightier; another's opens its own."""
    first = open_case(record, finding(), ANNA).case
    joined = open_case(record, finding(window="2026-W47", severity="high"), LATER)
    other = open_case(record, finding("globex"), LATER)
    assert (joined.how, joined.case.case_id, joined.case.severity) == ("joined", first.case_id, "high")
    assert (joined.case.findings, joined.case.first_window, joined.case.last_window) == (
        2,
        "2026-W46",
        "2026-W47",
    )
    assert (other.how, other.case.severity) == ("opened", "medium")
    assert case_of_finding(record, joined.case.case_id) is None
    assert [each.window for each in case_findings(record, first.case_id)] == ["2026-W46", "2026-W47"]


def test_a_title_names_the_partner_once(record: Record) -> None:
    """The partner stands before the finding's sentence, unless that names it as a word."""
    plain = open_case(record, finding(), ANNA).case
    inside = open_case(record, finding("api", sentence="It calls apis more."), ANNA).case
    assert plain.title == "acme moved from Contact sync to Invoicing."
    assert inside.title == "api: It calls apis more."


def test_a_finding_after_the_resolution_opens_a_new_case(record: Record) -> None:
    """A resolved case is not joined; its own finding stays in it all the same."""
    first = open_case(record, finding(), ANNA).case
    resolve_case(record, first.case_id, "reverted", ANNA)
    new = open_case(record, finding(window="2026-W47"), LATER)
    assert (new.how, open_case(record, finding(), LATER).how) == ("opened", "known")
    assert new.case.case_id != first.case_id


def test_two_that_open_at_once_share_one_case(record: Record) -> None:
    """Eight threads with a finding each of one partner end in one case with eight findings."""
    failures: list[BaseException] = []

    def work(week: int) -> None:
        try:
            open_case(record, finding(window=f"2026-W{week}"), ANNA)
        except BaseException as error:  # noqa: BLE001 - told to the test below
            failures.append(error)

    threads = [threading.Thread(target=work, args=(week,)) for week in range(40, 48)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    (case,) = list_cases(record)
    assert case.findings == 8


def test_a_change_by_somebody_else_is_not_overwritten(record: Record) -> None:
    """Who saw an old version is refused and told both versions; who saw the newest may go on."""
    seen = open_case(record, finding(), ANNA).case
    taken = take_case(record, seen.case_id, "anna", ANNA, seen.version)
    with pytest.raises(ConflictError, match=rf"version {taken.version}, you saw {seen.version}"):
        take_case(record, seen.case_id, "bob", LATER, seen.version)
    assert read_case(record, seen.case_id).owner == "anna"
    assert take_case(record, seen.case_id, "bob", LATER, taken.version).owner == "bob"


def test_the_work_on_a_case_is_its_history(record: Record) -> None:
    """Every step is in the history with who and when, and is told as an event."""
    case_id = open_case(record, finding(), ANNA).case.case_id
    take_case(record, case_id, "anna", ANNA)
    comment_case(record, case_id, "Called them.", ANNA)
    set_case_due(record, case_id, date(2026, 11, 30), ANNA)
    snooze_case(record, case_id, date(2026, 11, 23), ANNA)
    case = move_case(record, case_id, "contacted", LATER)
    assert (case.state, case.due_on, case.snoozed_until) == (
        "contacted",
        date(2026, 11, 30),
        date(2026, 11, 23),
    )
    kinds = ["opened", "owner", "comment", "due", "snooze", "state"]
    assert [line.kind for line in case_history(record, case_id)] == kinds
    assert case_history(record, case_id)[-1].actor == "bob"
    assert [event.type for event in events_after(record)] == ["case.opened", *["case.updated"] * 5]


def test_what_makes_no_sense_is_refused(record: Record) -> None:
    """Unknown cases, states and owners, empty comments and impossible moves change nothing."""
    case_id = open_case(record, finding(), ANNA).case.case_id
    with pytest.raises(UnknownNameError, match=case_id):
        read_case(record, "case-nonsense")
    with pytest.raises(InputError, match="comment"):
        comment_case(record, case_id, "  ", ANNA)
    with pytest.raises(InputError, match="owner"):
        take_case(record, case_id, "an\nna", ANNA)
    with pytest.raises(ConflictError, match="resolve it"):
        move_case(record, case_id, "resolved", ANNA)
    assert read_case(record, case_id).version == 1


def test_an_approved_case_declares_what_it_led_to(record: Record) -> None:
    """Approval adds the new group to what the partner declared, from that day on, and judges the findings."""
    register(record)
    case_id = open_case(record, finding(), ANNA).case.case_id
    assert proposed_declaration(record, read_case(record, case_id)) == Declaration(("Invoicing",))
    resolved = resolve_case(record, case_id, "approved", LATER, note="agreed on the phone")
    assert (resolved.state, resolved.resolution, resolved.resolved_at) == ("resolved", "approved", LATER.now)
    partner, history = read_partner(record, "acme")
    assert partner.declared == Declaration(("Invoicing",))
    assert (history[-1].approved_by, history[-1].approved_at) == ("bob", LATER.now)
    (verdict,) = standing(verdict_history(record)).values()
    assert (verdict.verdict, verdict.note, verdict.by) == ("confirmed", "agreed on the phone", "bob")


def test_a_false_alarm_declares_nothing(record: Record) -> None:
    """A false alarm is fed back to detection and leaves the declaration alone."""
    register(record)
    case_id = open_case(record, finding(), ANNA).case.case_id
    resolve_case(record, case_id, "false_alarm", LATER)
    assert read_partner(record, "acme")[1] == []
    assert [each.verdict for each in verdict_history(record)] == ["false-alarm"]


def test_endpoints_are_declared_only_where_endpoints_were(record: Record) -> None:
    """A partner that declared endpoints gets those whose use grew; what a manager writes goes before it."""
    register(record)
    partner = read_partner(record, "acme")[0]
    register(record, replace(partner, declared=Declaration((), ("GET /v2/contacts",))))
    case = open_case(record, finding(), ANNA).case
    proposed = proposed_declaration(record, case)
    assert proposed == Declaration(("Invoicing",), ("GET /v2/contacts", "POST /v2/invoices"))
    own = Declaration(("Invoicing",), ("* /v2/invoices*",))
    resolve_case(record, case.case_id, "approved", LATER, declared=own)
    assert read_partner(record, "acme")[0].declared == own


def test_nothing_is_declared_for_who_is_not_registered(record: Record) -> None:
    """Approving a case of a provisional partner is refused with the way out, and the case stays as it was."""
    case = open_case(record, finding("stranger"), ANNA).case
    with pytest.raises(InputError, match="partners import"):
        resolve_case(record, case.case_id, "approved", ANNA)
    assert read_case(record, case.case_id) == case
    assert verdict_history(record) == []


def test_a_resolved_case_is_closed_until_it_is_reopened(record: Record) -> None:
    """It takes comments alone; reopening needs a reason, and yields to another open case of the partner."""
    case_id = open_case(record, finding(), ANNA).case.case_id
    resolve_case(record, case_id, "upsell", ANNA)
    comment_case(record, case_id, "They signed.", LATER)
    with pytest.raises(ConflictError, match="resolved"):
        take_case(record, case_id, "bob", LATER)
    with pytest.raises(ConflictError, match="already"):
        resolve_case(record, case_id, "reverted", LATER)
    assert reopen_case(record, case_id, "They did not.", LATER).state == "triaged"
    resolve_case(record, case_id, "reverted", LATER)
    other = open_case(record, finding(window="2026-W48"), LATER).case
    with pytest.raises(ConflictError, match=other.case_id):
        reopen_case(record, case_id, "again", LATER)


def test_listings_filter(record: Record) -> None:
    """By state, partner, owner and whether somebody has to do something."""
    first = open_case(record, finding(), ANNA, owner="anna").case
    second = open_case(record, finding("globex"), LATER, owner="bob").case
    resolve_case(record, first.case_id, "reverted", ANNA)
    assert [case.case_id for case in list_cases(record)] == [second.case_id, first.case_id]
    assert [case.partner for case in list_cases(record, unresolved=True)] == ["globex"]
    assert [case.partner for case in list_cases(record, states=["resolved"])] == ["acme"]
    assert [case.partner for case in list_cases(record, owner="bob", partner="globex")] == ["globex"]
    assert list_cases(record, owner="bob", partner="acme") == []
    assert list_cases(record)[0].opened_at == datetime(2026, 11, 23, 9, tzinfo=UTC)
