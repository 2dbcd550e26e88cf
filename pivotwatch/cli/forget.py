"""`pivotwatch forget`."""

from __future__ import annotations

import getpass
import json

import click

from foundation import PivotwatchError
from pivotwatch.app import App
from pivotwatch.cli._output import printable, say


@click.command("forget")
@click.argument("partner")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def command(app: App, partner: str, yes: bool) -> None:
    """Erase everything about a PARTNER (its id) from both stores: the right to be forgotten.

    Credentials, contacts, declarations, calls, usage, profiles, findings, cases, messages and answers go. The
    audit log keeps that things happened and when, not to whom. It cannot be undone. Backups, written reports,
    exports and the gateways' own logs are not reached: erase them, too, and do not load such logs again.
    """
    from pivotwatch.asking import have_done  # noqa: PLC0415 - imports every job

    if not yes:
        question = f"Erase everything about {printable(partner)!r}? This cannot be undone."
        click.confirm(question, abort=True, err=True)
    done = have_done(app, "forget", json.dumps({"partner": partner, "by": getpass.getuser()}))
    if done.outcome == "failed":
        raise PivotwatchError(done.told)
    say(done.told)
    kept = [name for name in ("reports", "backups") if any((app.home.path / name).glob("*"))]
    if kept:
        say(f"Not reached: {', '.join(str(app.home.path / name) for name in kept)}.")
