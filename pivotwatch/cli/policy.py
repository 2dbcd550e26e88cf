"""`pivotwatch policy`: init, check, test, explain, versions."""

from __future__ import annotations

from pathlib import Path

import click

from foundation import InputError
from pivotwatch.app import App
from pivotwatch.cli._output import json_option, printable, say, show, window_option


@click.group("policy")
def command() -> None:
    """The rules that decide what follows from a finding: one TOML file."""


@command.command("init")
@click.pass_obj
def init(app: App) -> None:
    """Write the shipped policy, with its comments, into the home, to be changed."""
    from governance import shipped_policy_text  # noqa: PLC0415 - SQLAlchemy takes its time
    from pivotwatch.governing import policy_file  # noqa: PLC0415 - as above

    file = policy_file(app)
    app.home.create()
    try:
        with file.open("x", encoding="utf-8") as handle:
            handle.write(shipped_policy_text())
    except FileExistsError as error:
        raise InputError(f"{file} is there already; it was left as it is.") from error
    click.echo(str(file))
    say("Change it as you like; `pivotwatch policy check` reads it, `pivotwatch policy test` plays it.")


@command.command("check")
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_obj
def check(app: App, file: Path | None) -> None:
    """Read a policy and name everything that is wrong with it; by default the one in force."""
    from governance import configured_ways, load_policy  # noqa: PLC0415 - SQLAlchemy takes its time
    from pivotwatch.governing import channels_missing, policy_of  # noqa: PLC0415 - as above

    policy = load_policy(file) if file else policy_of(app)
    missing = channels_missing(policy, configured_ways(app.settings.governance))
    if missing:
        raise InputError(
            f"{policy.source} posts to channels that governance.channels does not have: {', '.join(missing)}."
        )
    click.echo(f"{policy.version}: {len(policy.rules)} rules, from {policy.source}.")


@command.command("test")
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@window_option
@json_option
@click.pass_obj
def test(app: App, file: Path | None, window: str | None, as_json: bool) -> None:
    """Play a policy against the findings there are, and change nothing; by default the one in force.

    Every finding is taken as if it were new, so that this tells what the policy says, not what was done.
    """
    from governance import load_policy  # noqa: PLC0415 - SQLAlchemy takes its time
    from pivotwatch.governing import played, policy_of  # noqa: PLC0415 - as above

    policy = load_policy(file) if file else policy_of(app)
    with app.warehouse(read_only=True) as warehouse:
        rows = played(app, warehouse, policy, window)
    columns = ("window", "partner", "kind", "severity", "rule", "action", "outcome", "reason", "text")
    show(rows, as_json=as_json, columns=columns, empty="There are no findings to play it against.")
    say(f"{policy.version}: nothing was changed.")


@command.command("explain")
@click.argument("finding_id", metavar="FINDING")
@click.pass_obj
def explain(app: App, finding_id: str) -> None:
    """Tell what each rule says about a finding, what follows, what was decided, and which mail waits."""
    from governance import decisions_about  # noqa: PLC0415 - SQLAlchemy takes its time
    from pivotwatch.governing import explained, messages_about  # noqa: PLC0415 - as above

    with app.warehouse(read_only=True) as warehouse:
        lines = explained(app, warehouse, finding_id)
    for line in lines:
        click.echo(printable(line))
    decided = decisions_about(app.record, finding_id)
    if decided:
        click.echo("\nDecided so far:")
    for each in decided:
        when = f"{each.at:%Y-%m-%d %H:%M}"
        rule = f"rule {each.rule}" if each.rule else "no rule"
        line = (
            f"{when} {each.policy_version}, {rule}: {each.outcome} {each.action} ({each.reason}): {each.text}"
        )
        click.echo(printable(line))
    messages = messages_about(app, finding_id)
    if messages:
        click.echo("\nMessages of its case:")
    for line in messages:
        click.echo(printable(line))


@command.command("versions")
@json_option
@click.pass_obj
def versions(app: App, as_json: bool) -> None:
    """List the policies that were ever in force, newest first."""
    from governance import policy_versions  # noqa: PLC0415 - SQLAlchemy takes its time

    rows = [
        {"version": version, "since": since.isoformat(), "by": by}
        for version, since, by in policy_versions(app.record)
    ]
    empty = "No policy was in force yet; `pivotwatch govern` puts one into force."
    show(rows, as_json=as_json, columns=("version", "since", "by"), empty=empty)


@command.command("show")
@click.argument("version", required=False)
@click.pass_obj
def show_one(app: App, version: str | None) -> None:
    """Print a policy as it is or was; by default the one in force."""
    from governance import policy_of_version  # noqa: PLC0415 - SQLAlchemy takes its time
    from pivotwatch.governing import policy_of  # noqa: PLC0415 - as above

    policy = policy_of_version(app.record, version) if version else policy_of(app)
    click.echo(policy.text, nl=False)
