"""`pivotwatch govern`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from foundation import counted
from pivotwatch.app import App
from pivotwatch.cli._output import json_option, say, show

if TYPE_CHECKING:
    from pivotwatch.governing import Governed

_COLUMNS = ("window", "finding_id", "rule", "action", "outcome", "reason", "text")


@click.command("govern")
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and do nothing.")
@click.option("--all", "every", is_flag=True, help="Also list the decisions that left things as they are.")
@json_option
@click.pass_obj
def command(app: App, dry_run: bool, every: bool, as_json: bool) -> None:
    """Apply the policy to the findings of windows that wait for it: cases, notices, drafts.

    The first time that is the newest closed window alone. A finding is handled once, however often this is
    run. Nothing is sent by this command: `pivotwatch messages send` does, and drafts wait for approval.
    """
    from pivotwatch.governing import follow, govern  # noqa: PLC0415 - SQLAlchemy takes its time

    rows: list[dict[str, Any]] = []
    with app.warehouse(read_only=True) as warehouse:
        for governed in govern(app, warehouse, dry_run=dry_run):
            rows += _rows(governed, every=every)
            say(_told(governed, dry_run=dry_run))
    if not dry_run:
        followed = follow(app)
        if followed.total:
            say(
                f"{counted(followed.answers, 'notice of an answer', 'notices of answers')}, "
                f"{counted(followed.reminders, 'reminder')}, {counted(followed.escalations, 'escalation')}, "
                f"{counted(followed.posts, 'post to a channel', 'posts to channels')}."
            )
    show(rows, as_json=as_json, columns=_COLUMNS, empty="There was nothing to do.")


def _rows(governed: Governed, *, every: bool) -> list[dict[str, Any]]:
    return [
        {
            "window": governed.window,
            "finding_id": decision.finding_id,
            "rule": decision.rule,
            "action": decision.action,
            "outcome": decision.outcome,
            "reason": decision.reason,
            "text": decision.text,
        }
        for decision in governed.applied.decisions
        if every or decision.outcome == "do"
    ]


def _told(governed: Governed, *, dry_run: bool) -> str:
    applied = governed.applied
    would = "would have been " if dry_run else ""
    return (
        f"{governed.window}: {counted(len(applied.opened), 'case')} {would}opened, "
        f"{len(applied.joined)} joined, "
        f"{counted(len(applied.drafted), 'message')} {would}written; "
        f"{counted(len(applied.decisions), 'decision')}."
    )
