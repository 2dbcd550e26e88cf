"""Rules: the policy, its versions, testing a finding against it, and playing another one against the past."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from foundation import InputError
from governance import (
    ConflictError,
    Policy,
    decide,
    decisions_about,
    explain,
    policy_of_version,
    policy_versions,
    read_policy,
    remember_policy,
    writing,
)
from pivotwatch.findings import find
from pivotwatch.governing import policy_file, policy_of
from pivotwatch.situations import judged_finding, judged_findings
from pivotwatch.web.data import windows_of
from pivotwatch.web.desk import AdminForm, Desk, ManagerForm, Viewing

routes = APIRouter()
WINDOWS_BACK = 8
Text = Annotated[str, Form(max_length=500_000)]


@dataclass(frozen=True, slots=True)
class Played:
    """What a policy would do about the findings of some windows.

    Attributes
    ----------
    counts
        Rule and action to how often.
    """

    windows: Sequence[str]
    counts: Counter[tuple[str, str]]


@routes.get("/rules")
def show(desk: Viewing, finding: str = "", version: str = "") -> Response:
    """Show the policy in force, or an earlier one; with a finding, also what it says about it."""
    policy = policy_of_version(desk.service.record, version) if version else policy_of(desk.service.app)
    return _page(desk, policy, finding=finding.strip())


@routes.post("/rules/try")
def try_out(desk: ManagerForm, text: Text) -> Response:
    """Play a text against the last windows, beside the policy in force; nothing is changed."""
    words = text.replace("\r\n", "\n")
    try:
        proposed = read_policy(words, "your text")
    except InputError as error:
        return _page(desk, policy_of(desk.service.app), text=words, wrong=str(error), status=422)
    standing = policy_of(desk.service.app)
    played = (_played(desk, standing), _played(desk, proposed))
    return _page(desk, standing, text=words, played=played)


@routes.post("/rules")
def replace(desk: AdminForm, text: Text, version: Annotated[str, Form(max_length=80)]) -> Response:
    """Put another policy in force; where there are mistakes, each is named and nothing is changed."""
    words = text.replace("\r\n", "\n")
    try:
        policy = read_policy(words, "the policy")
    except InputError as error:
        return _page(desk, policy_of(desk.service.app), text=words, wrong=str(error), status=422)
    file = policy_file(desk.service.app)
    with desk.service.writing():  # two who replace it at once do so one after the other
        standing = policy_of(desk.service.app)
        if standing.version != version:
            raise ConflictError(
                f"{standing.version} is in force meanwhile, and you saw {version}. Look at it again."
            )
        scratch = file.with_suffix(f".{os.getpid()}.new")
        scratch.write_text(words, encoding="utf-8")
        scratch.replace(file)
        with writing(desk.service.record) as connection:
            remember_policy(connection, policy, desk.act)
    return desk.back("/rules", f"{policy.version} is in force now.")


def _played(desk: Desk, policy: Policy) -> Played:
    windows = windows_of(desk)[:WINDOWS_BACK]
    today = desk.service.clock.now().astimezone(desk.service.settings.platform.zone).date()
    counts: Counter[tuple[str, str]] = Counter()
    with desk.service.reading() as warehouse:
        for window in windows:
            for finding, situation in judged_findings(warehouse, desk.service.record, window):
                for each in decide(policy, finding, situation, today):
                    if each.outcome != "leave":
                        counts[each.rule or "no rule", each.action] += 1
    return Played(windows, counts)


def _page(
    desk: Desk,
    policy: Policy,
    *,
    finding: str = "",
    text: str | None = None,
    wrong: str = "",
    played: tuple[Played, Played] | None = None,
    status: int = 200,
) -> Response:
    return desk.page(
        "rules.html.j2",
        status=status,
        policy=policy,
        in_force=policy_of(desk.service.app).version,
        own=policy_file(desk.service.app).exists(),
        versions=policy_versions(desk.service.record),
        finding=finding,
        explained=_explained(desk, policy, finding) if finding else None,
        decided=decisions_about(desk.service.record, finding) if finding else [],
        text=policy.text if text is None else text,
        wrong=wrong,
        played=played,
    )


def _explained(desk: Desk, policy: Policy, finding_id: str) -> list[str]:
    today = desk.service.clock.now().astimezone(desk.service.settings.platform.zone).date()
    with desk.service.reading() as warehouse:
        (row,) = find(warehouse, desk.service.record, [finding_id])
        desk.check_sees(row["partner"])
        finding, situation = judged_finding(warehouse, desk.service.record, row)
    return explain(policy, finding, situation, today)
