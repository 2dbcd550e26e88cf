"""From findings to cases and messages: the policy applied to windows, the outbox, and what both need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from foundation import Warehouse, named_sql, parse_window
from governance import (
    POLICY_FILE,
    SYSTEM,
    Act,
    Applied,
    CaseFinding,
    Followed,
    Message,
    Outbox,
    Policy,
    Received,
    Renderer,
    WayOut,
    Week,
    Writer,
    apply_policy,
    case_of_finding,
    configured_ways,
    decide,
    explain,
    follow_up,
    governed_windows,
    list_cases,
    list_messages,
    load_policy,
    monday_due,
    reachable,
    read_case,
    read_inbox,
    subscription_ways,
    write_digests,
)
from pivotwatch.app import App
from pivotwatch.findings import find, list_findings
from pivotwatch.situations import judged_finding, judged_findings

LOOKS_BACK = 4
"""So many of the newest windows are looked at again each time: late records may have brought new findings."""


@dataclass(frozen=True, slots=True)
class Governed:
    """What the policy did about one window."""

    window: str
    applied: Applied


def policy_file(app: App) -> Path:
    """Return where this home's own policy is, or would be."""
    given = app.settings.governance.policy
    return Path(app.home.path, given or POLICY_FILE)


def policy_of(app: App) -> Policy:
    """Return the policy in force: the home's own, else the shipped one."""
    return load_policy(policy_file(app))


def writer_of(app: App) -> Writer:
    """Return who writes this platform's messages."""
    settings = app.settings.governance
    return Writer(
        platform=app.settings.platform.name,
        renderer=Renderer(Path(app.home.path, settings.templates or "templates"), settings.language),
        zone=app.settings.platform.zone,
        sender=settings.mail.sender,
        public_url=settings.public_url,
        answer_days=settings.answer_days,
    )


def ways_of(app: App) -> dict[str, WayOut]:
    """Return every way out: those of the settings, and the webhooks that programs subscribed."""
    return configured_ways(app.settings.governance) | subscription_ways(app.record)


def outbox_of(app: App, sent_hook: Callable[[Message], None] | None = None) -> Outbox:
    """Return the outbox of this home.

    Parameters
    ----------
    sent_hook
        Told of each message between sending it and noting that it was sent; for tests.
    """
    settings = app.settings.governance
    return Outbox(
        record=app.record,
        ways=ways_of(app),
        mail=settings.mail,
        writer=writer_of(app),
        clock=app.clock,
        key=app.home.secret_key(),
        zone=app.settings.platform.zone,
        folder=str(app.home.path),
        allowed_targets=settings.allow_private_targets,
        sent_hook=sent_hook,
    )


def windows_to_govern(warehouse: Warehouse, app: App) -> list[str]:
    """Return the windows that the policy is to look at, oldest first.

    Those that it has not seen, and the newest few again. The first time it is the newest alone: nobody
    wants a case for everything that happened before there was a policy.
    """
    judged: list[str] = [row[0] for row in warehouse.rows(named_sql("pivotwatch", "governing_windows"))]
    seen = governed_windows(app.record)
    if not seen:
        return judged[:1]
    first = min(seen)
    return [
        key
        for place, key in reversed(list(enumerate(judged)))
        if key >= first and (key not in seen or place < LOOKS_BACK)
    ]


def govern(app: App, warehouse: Warehouse, *, dry_run: bool = False) -> Iterator[Governed]:
    """Apply the policy to every window that waits for it, and tell of each when it is done.

    Raises
    ------
    ConfigurationError
        When the policy or the channels are wrong, before anything is done.
    """
    policy, writer, owners = policy_of(app), writer_of(app), reachable(app.record)
    configured_ways(app.settings.governance)
    now = app.clock.now()
    today = now.astimezone(app.settings.platform.zone).date()
    for window in windows_to_govern(warehouse, app):
        applied = apply_policy(
            app.record,
            policy,
            window,
            judged_findings(warehouse, app.record, window),
            writer,
            owners,
            today,
            Act(SYSTEM, now),
            dry_run=dry_run,
        )
        yield Governed(window, applied)


def follow(app: App) -> Followed:
    """Do what has become due without a new finding: notices of answers, reminders, escalations, events."""
    zone = app.settings.platform.zone
    return follow_up(
        app.record,
        writer_of(app),
        ways_of(app),
        zone,
        Act(SYSTEM, app.clock.now()),
    )


def channels_missing(policy: Policy, ways: Mapping[str, WayOut]) -> list[str]:
    """Return the names of channels that a policy posts to and the settings do not have."""
    wanted = {action.channel for rule in policy.rules for action in rule.do if action.action == "webhook"}
    return sorted(wanted - set(ways))


def played(app: App, warehouse: Warehouse, policy: Policy, window: str | None) -> list[dict[str, Any]]:
    """Return what a policy says of the findings there are, as if each were new; nothing is changed.

    Parameters
    ----------
    window
        Only this one; None = all that were judged.
    """
    today = app.clock.now().astimezone(app.settings.platform.zone).date()
    key = parse_window(window).key if window else None
    judged = [row[0] for row in warehouse.rows(named_sql("pivotwatch", "governing_windows"))]
    return [
        {
            "window": finding.window,
            "finding_id": finding.finding_id,
            "partner": finding.partner,
            "kind": finding.kind,
            "severity": finding.severity,
            "rule": decision.rule,
            "action": decision.action,
            "outcome": decision.outcome,
            "reason": decision.reason,
            "text": decision.text,
        }
        for each in ([key] if key else judged)
        for finding, situation in judged_findings(warehouse, app.record, each)
        for decision in decide(policy, finding, situation, today)
    ]


def explained(app: App, warehouse: Warehouse, finding_id: str) -> list[str]:
    """Return what every rule of the policy in force says about a finding, and what follows now.

    Raises
    ------
    InputError
        When there is no such finding.
    """
    (row,) = find(warehouse, app.record, [finding_id])
    finding, situation = judged_finding(warehouse, app.record, row)
    case_id = case_of_finding(app.record, finding_id)
    subject = list_cases(app.record, partner=finding.partner, unresolved=True) if finding.partner else []
    whole = replace(
        situation,
        known_case=read_case(app.record, case_id) if case_id else None,
        open_case=subject[0] if subject else None,
    )
    today = app.clock.now().astimezone(app.settings.platform.zone).date()
    return [finding.sentence, "", *explain(policy_of(app), finding, whole, today)]


def messages_about(app: App, finding_id: str) -> list[str]:
    """Return, line by line, what became of each message of a finding's case, and why one that waits waits."""
    case_id = case_of_finding(app.record, finding_id)
    outbox = outbox_of(app)
    lines = []
    for each in reversed(list_messages(app.record, case_id=case_id) if case_id else []):
        hold = outbox.holds(each) if each.state == "approved" else None
        waits = "waits for approval" if each.state == "draft" else hold.reason if hold else each.reason
        rule = f"rule {each.rule}" if each.rule else "no rule"
        told = f": {waits}" if waits else ""
        lines.append(f"{each.message_id}, {rule}: {each.purpose} to {each.recipient}, {each.state}{told}")
    return lines


def write_weekly_digests(app: App, warehouse: Warehouse) -> list[str]:
    """Write the digest to each owner for whom it is Monday by now and who has none yet; return their ids.

    A weekly digest waits until the week that it tells of is processed.
    """
    settings, zone = app.settings.governance.digest, app.settings.platform.zone
    owners_zones = {ZoneInfo(each.time_zone) for each in reachable(app.record) if each.time_zone} | {zone}
    mondays = {monday_due(app.clock.now(), each, settings) for each in owners_zones} - {None}
    written: list[str] = []
    for monday in sorted(day for day in mondays if day is not None):
        findings = _closed_before(app, warehouse, monday)
        if findings is not None:
            week = Week(monday, findings)
            act = Act(SYSTEM, app.clock.now())
            key = app.home.secret_key()
            written += write_digests(app.record, writer_of(app), week, settings, key, act, zone)
    return written


def _closed_before(app: App, warehouse: Warehouse, monday: date) -> list[CaseFinding] | None:
    """Return what alerted in the windows that closed in the week before a Monday; None = not judged yet."""
    kind = app.window_kind(warehouse)
    judged = {row[0] for row in warehouse.rows(named_sql("pivotwatch", "governing_windows"))}
    closed = [each for each in map(parse_window, judged) if monday - timedelta(days=7) < each.end <= monday]
    if kind == "week" and not closed:
        return None
    return [
        CaseFinding.of(row)
        for window in sorted(closed, reverse=True)
        for row in list_findings(warehouse, app.record, window=window.key, alerts=True)
    ]


def read_mailbox(app: App) -> Iterator[Received]:
    """Read the mailbox of bounces and answers, and tell of each e-mail; nothing when none is set up."""
    settings = app.settings.governance.inbox
    if settings.host:
        yield from read_inbox(app.record, settings, writer_of(app), Act(SYSTEM, app.clock.now()))
