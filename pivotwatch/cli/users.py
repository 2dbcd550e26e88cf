"""`pivotwatch users`: accounts of the console."""

from __future__ import annotations

import getpass
import os
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from pivotwatch.app import App
from pivotwatch.cli._output import json_option, say, show

if TYPE_CHECKING:
    from governance import Act, Role

_COLUMNS = ("login", "name", "email", "role", "team", "by_password", "disabled_at", "last_seen_at")
_ROLES = click.Choice(["viewer", "manager", "admin"])


@click.group("users")
def command() -> None:
    """Look after the accounts of the console: viewers look, managers work on cases, admins do everything."""


@command.command("create")
@click.argument("login")
@click.option("--role", type=_ROLES, default="viewer", show_default=True)
@click.option(
    "--name", default="", help="What cases call them, as the register calls owners. [default: the login]"
)
@click.option("--email", default="", help="An identity provider links the account by it.")
@click.option("--team", default="", help="Where teams are kept apart (web.separate_teams).")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, one line.")
@click.option("--no-password", is_flag=True, help="Only the identity provider can vouch for them.")
@click.pass_obj
def create(
    app: App,
    login: str,
    role: Role,
    name: str,
    email: str,
    team: str,
    password_stdin: bool,
    no_password: bool,
) -> None:
    """Make an account; asks for the password twice, unless told where it comes from."""
    from governance import create_user  # noqa: PLC0415 - brings Argon2

    if password_stdin and no_password:
        raise click.UsageError("--password-stdin and --no-password exclude each other.")
    password = None if no_password else _password(password_stdin)
    made = create_user(
        app.record, login, role, _act(app), name=name, email=email, team=team, password=password
    )
    say(f"{made.name} may sign in as {made.login}, {made.role}.")


@command.command("list")
@json_option
@click.pass_obj
def list_all(app: App, as_json: bool) -> None:
    """List the accounts."""
    from governance import list_users  # noqa: PLC0415 - as above

    show(
        map(asdict, list_users(app.record)),
        as_json=as_json,
        columns=_COLUMNS,
        empty="There is no account yet. Make the first: `pivotwatch users create NAME --role admin`.",
    )


@command.command("change")
@click.argument("login")
@click.option("--role", type=_ROLES)
@click.option("--team", help="'' takes the team away.")
@click.option("--password", "new_password", is_flag=True, help="Ask for a new password; unlocks the account.")
@click.option("--password-stdin", is_flag=True, help="Read the new password from standard input, one line.")
@click.pass_obj
def change(
    app: App, login: str, role: Role | None, team: str | None, new_password: bool, password_stdin: bool
) -> None:
    """Change role, team or password of an account; a new password ends its sessions."""
    from governance import change_user  # noqa: PLC0415 - as above

    password = _password(password_stdin) if new_password or password_stdin else None
    changed = change_user(app.record, login, _act(app), role=role, team=team, password=password)
    say(f"{changed.login} is {changed.role} now.")


@command.command("shut")
@click.argument("login")
@click.option("--open", "again", is_flag=True, help="Open it again.")
@click.pass_obj
def shut(app: App, login: str, again: bool) -> None:
    """Shut an account and end its sessions; what it did stays on record."""
    from governance import change_user  # noqa: PLC0415 - as above

    changed = change_user(app.record, login, _act(app), enabled=again)
    say(f"{changed.login} {'may sign in again' if again else 'can no longer sign in'}.")


def _act(app: App) -> Act:
    from governance import Act  # noqa: PLC0415 - as above

    return Act(os.environ.get("USER") or "command line", app.clock.now())


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    if not sys.stdin.isatty():
        raise click.UsageError("There is no terminal to ask for the password; use --password-stdin.")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != first:
        raise click.UsageError("The two are not the same; nothing was changed.")
    return first
