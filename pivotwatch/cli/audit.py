"""`pivotwatch audit`: list, verify, export."""

from __future__ import annotations

import sys
from dataclasses import asdict

import click

from foundation import PivotwatchError
from pivotwatch.app import App
from pivotwatch.cli._output import json_option, show

_COLUMNS = ("number", "at", "actor", "action", "subject", "details")


@click.group("audit")
def command() -> None:
    """The append-only log of every state change, message, approval, sign-in and policy change."""


@command.command("list")
@click.option("--about", "subject", metavar="ID", help="Only about this case, message, partner ...")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many.")
@json_option
@click.pass_obj
def list_all(app: App, subject: str | None, limit: int, as_json: bool) -> None:
    """List entries, newest first."""
    from governance import audit_entries, newest_audit_entries  # noqa: PLC0415 - SQLAlchemy takes its time

    if subject is None:
        found = newest_audit_entries(app.record, limit)
    else:
        found = audit_entries(app.record, subject=subject)[::-1][:limit]
    show(map(asdict, found), as_json=as_json, columns=_COLUMNS, empty="There are no such entries.")


@command.command("verify")
@click.option("--head", metavar="HASH", help="A hash that an earlier verify printed; it must still be there.")
@click.pass_obj
def verify(app: App, head: str | None) -> None:
    """Prove that no entry was changed, removed or slipped in; exit code 1 when one was.

    Prints the hash of the newest entry: note it elsewhere, and a log that was made anew shows next time.
    """
    from governance import verify_audit  # noqa: PLC0415 - SQLAlchemy takes its time

    found = verify_audit(app.record, head)
    if found.broken:
        raise PivotwatchError("The audit log is broken:\n  - " + "\n  - ".join(found.broken))
    click.echo(f"{found.entries:,} entries, whole; head {found.head}")


@command.command("export")
@click.pass_obj
def export(app: App) -> None:
    """Write every entry as a line of JSON to stdout, oldest first."""
    from governance import export_audit  # noqa: PLC0415 - SQLAlchemy takes its time

    for line in export_audit(app.record):
        sys.stdout.write(line + "\n")
