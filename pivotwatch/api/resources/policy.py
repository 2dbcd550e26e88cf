"""The policy: what is done about findings, in one readable file; and why something was done or left."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path as File
from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, HTTPException, Response
from pydantic import Field

from governance import (
    Decided,
    Policy,
    decisions_about,
    policy_versions,
    read_policy,
    remember_policy,
    writing,
)
from pivotwatch.api.access import Acting, Held, needs
from pivotwatch.api.paging import Shown
from pivotwatch.api.resources.findings import FindingId
from pivotwatch.governing import govern, policy_file, policy_of

routes = APIRouter(tags=["policy"])

PolicyText = Annotated[
    str,
    Body(
        media_type="application/toml",
        description="The whole policy.",
        examples=[
            'format = 1\n\n[[rule]]\nname = "alerts"\nwhy = "A manager is told."\ndo = ["open_case"]\n'
        ],
    ),
]


class PolicyShown(Shown):
    """A policy."""

    version: str = Field(description="From its text; what the ETag says.", examples=["policy-3f9ac21b04d7"])
    source: str
    text: str = Field(description="TOML, with its comments.")
    rules: list[str] = Field(description="Names of the rules, in their order.")


class PolicyVersion(Shown):
    """A policy that was in force."""

    version: str
    first_at: datetime
    first_by: str


class DecisionShown(Shown):
    """What the policy decides about a finding."""

    finding_id: str
    rule: str | None = Field(description="Null = no rule spoke.")
    action: str = Field(examples=["open_case"])
    outcome: str = Field(description="`do` now, `later` when its days have passed, or `leave`.")
    reason: str = Field(examples=["already_handled"])
    text: str = Field(description="Why, in one sentence.")


class Decision(DecisionShown):
    """What the policy decided, as it is on record."""

    at: datetime
    policy_version: str


class WindowTested(Shown):
    """What the policy would do about a window."""

    window: str
    decisions: list[DecisionShown]


@routes.get("/policy", dependencies=[needs("read")], response_model=PolicyShown)
def read(service: Held, response: Response) -> dict[str, Any]:
    """Return the policy in force, with its ETag."""
    return _shown(policy_of(service.app), response)


@routes.put("/policy", dependencies=[needs("policy:write")], response_model=PolicyShown)
def replace(
    service: Held,
    text: PolicyText,
    act: Acting,
    response: Response,
    if_match: Annotated[str | None, Header(description="The ETag that you saw.", max_length=200)] = None,
) -> dict[str, Any]:
    """Replace the policy; where there are mistakes, each is named and nothing is changed."""
    policy = read_policy(text, "the policy sent")
    with service.writing():  # two who replace it at once do so one after the other
        standing = policy_of(service.app)
        if if_match is not None and if_match.strip() not in ("*", f'"{standing.version}"'):
            raise HTTPException(412, f"{standing.version} is in force meanwhile; read it again.")
        _write(policy_file(service.app), text)
        with writing(service.record) as connection:
            remember_policy(connection, policy, act)
    return _shown(policy_of(service.app), response)


@routes.post("/policy/test", dependencies=[needs("policy:write")], response_model=list[WindowTested])
def test(service: Held) -> list[dict[str, Any]]:
    """Play the policy in force against the findings that wait for it; nothing is changed."""
    with service.reading() as warehouse:
        return [
            {"window": each.window, "decisions": each.applied.decisions}
            for each in govern(service.app, warehouse, dry_run=True)
        ]


@routes.get("/policy/versions", dependencies=[needs("read")], response_model=list[PolicyVersion])
def list_versions(service: Held) -> list[PolicyVersion]:
    """Return every policy that was in force, newest first."""
    return [
        PolicyVersion(version=version, first_at=first_at, first_by=first_by)
        for version, first_at, first_by in policy_versions(service.record)
    ]


@routes.get("/findings/{finding_id}/decisions", dependencies=[needs("read")], response_model=list[Decision])
def list_decisions(service: Held, finding_id: FindingId) -> list[Decided]:
    """Return what was decided about a finding, also not to act, oldest first."""
    return decisions_about(service.record, finding_id)


def _shown(policy: Policy, response: Response) -> dict[str, Any]:
    response.headers["ETag"] = f'"{policy.version}"'
    names = [rule.name for rule in policy.rules]
    return {"version": policy.version, "source": policy.source, "text": policy.text, "rules": names}


def _write(file: File, text: str) -> None:
    """Put the text in place of the file at once: a reader sees the old one or the new one, whole."""
    scratch = file.with_suffix(f".{os.getpid()}.new")
    scratch.write_text(text, encoding="utf-8")
    scratch.replace(file)
