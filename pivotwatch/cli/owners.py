"""`pivotwatch owners`: where the people who look after partners are reached."""

from __future__ import annotations

import getpass
from dataclasses import asdict

import click

from pivotwatch.app import App
from pivotwatch.cli._output import json_option, printable, say, show


@click.group("owners", invoke_without_command=True)
@json_option
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """List where owners are reached: those saved here, then those with an account of the console."""
    from governance import reachable  # noqa: PLC0415 - SQLAlchemy takes its time

    if ctx.invoked_subcommand is not None:
        return
    app: App = ctx.obj
    empty = "No owner has an address yet: `pivotwatch owners add NAME ADDRESS`, so that cases can be told of."
    columns = ("name", "email", "time_zone", "locale")
    show(map(asdict, reachable(app.record)), as_json=as_json, columns=columns, empty=empty)


@command.command("add")
@click.argument("name")
@click.argument("email")
@click.option("--time-zone", metavar="ZONE", help="For digests. [default: the platform's]")
@click.option("--locale", metavar="TAG", help="e.g. de-DE. [default: governance.language]")
@click.pass_obj
def add(app: App, name: str, email: str, time_zone: str | None, locale: str | None) -> None:
    """Save where an owner, as the register names it, is reached; again changes it."""
    from governance import Act, Owner, save_owners  # noqa: PLC0415 - SQLAlchemy takes its time

    app.home.create()
    act = Act(getpass.getuser(), app.clock.now())
    save_owners(app.record, [Owner(name, email, time_zone, locale)], act)
    say(f"{printable(name)} is reached at {printable(email)}.")


@command.command("remove")
@click.argument("name")
@click.pass_obj
def remove(app: App, name: str) -> None:
    """Forget where an owner is reached."""
    from governance import Act, remove_owner  # noqa: PLC0415 - SQLAlchemy takes its time

    remove_owner(app.record, name, Act(getpass.getuser(), app.clock.now()))
    say(f"{printable(name)} is forgotten.")
