"""`pivotwatch tokens`."""

from __future__ import annotations

import getpass
from datetime import timedelta

import click

from pivotwatch.app import App
from pivotwatch.cli._output import json_option, printable, say, show

_COLUMNS = ("token_id", "name", "scopes", "state", "created_by", "expires_at", "last_used_at")
_DAYS = 90


@click.group("tokens")
def command() -> None:
    """Make, list and revoke tokens for the REST API, `pw.connect` and `pivotwatch mcp`.

    A token has the scopes that it needs and no more, and it expires. Scopes: read, feedback, cases:write,
    messages:draft, messages:approve, messages:send, partners:write, policy:write, models:write,
    webhooks:write, audit:read, admin (all of them, and revoking tokens).
    """


@command.command("create")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    metavar="SCOPE",
    help="Give it for each scope; see above.",
)
@click.option("--days", default=_DAYS, show_default=True, help="Days until it expires, at most 366.")
@click.option("--by", metavar="WHO", help="Who makes it. [default: the user who runs the command]")
@click.pass_obj
def create(app: App, name: str, scopes: tuple[str, ...], days: int, by: str | None) -> None:
    """Make a token called NAME and print it on stdout, this once: only its hash is kept.

    NAME signs what the token does, so name the program that gets it: `pivotwatch tokens create "triage bot"
    --scope read --scope cases:write`. The running service knows it at once.
    """
    from governance import Act, create_token  # noqa: PLC0415 - SQLAlchemy takes its time

    act = Act(_who(by), app.clock.now())
    token, text = create_token(app.record, name, scopes, timedelta(days=days), act)
    say(f"{token.token_id} {name!r}: {', '.join(token.scopes)}; until {token.expires_at:%Y-%m-%d %H:%M} UTC.")
    say("Keep it now; it is shown only here:")
    click.echo(text)


@command.command("list")
@click.option("--all", "everything", is_flag=True, help="Those expired and revoked, too.")
@json_option
@click.pass_obj
def list_all(app: App, everything: bool, as_json: bool) -> None:
    """List tokens: what they may do, until when, and when they were used last (to five minutes)."""
    from governance import list_tokens  # noqa: PLC0415 - SQLAlchemy takes its time

    now = app.clock.now()
    rows = [
        {
            "token_id": each.token_id,
            "name": each.name,
            "scopes": list(each.scopes) if as_json else ", ".join(each.scopes),
            "state": each.state(now),
            "created_by": each.created_by,
            "created_at": each.created_at.isoformat(),
            "expires_at": each.expires_at.isoformat(),
            "last_used_at": each.last_used_at and each.last_used_at.isoformat(),
            "revoked_at": each.revoked_at and each.revoked_at.isoformat(),
            "revoked_by": each.revoked_by,
        }
        for each in list_tokens(app.record)
        if everything or each.state(now) == "valid"
    ]
    empty = "There are no valid tokens. Make one with `pivotwatch tokens create NAME --scope read`."
    show(rows, as_json=as_json, columns=_COLUMNS, empty=empty)


@command.command("revoke")
@click.argument("token", metavar="ID_OR_NAME")
@click.option("--by", metavar="WHO", help="Who revokes it. [default: the user who runs the command]")
@click.pass_obj
def revoke(app: App, token: str, by: str | None) -> None:
    """Make a token worthless at once, by its public part or its name."""
    from governance import Act, revoke_token  # noqa: PLC0415 - SQLAlchemy takes its time

    done = revoke_token(app.record, token, Act(_who(by), app.clock.now()))
    say(f"{done.token_id} {printable(done.name)!r} was revoked by {done.revoked_by}.")


def _who(given: str | None) -> str:
    return given if given is not None else getpass.getuser()
