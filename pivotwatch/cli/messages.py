"""`pivotwatch messages`: list, preview, approve, discard, send, suppressed."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from foundation import InputError
from pivotwatch.app import App
from pivotwatch.cli._output import json_option, printable, say, show

if TYPE_CHECKING:
    from governance import Act, Message

_STATES = ("draft", "approved", "claimed", "sent", "failed", "bounced", "suppressed", "discarded")
_COLUMNS = ("message_id", "state", "purpose", "channel", "recipient", "subject", "reason", "case_id")
_FIELDS = (*_COLUMNS, "partner", "language", "created_at", "approved_by", "sent_at", "attempts", "version")


def _act(app: App, by: str | None) -> Act:
    from governance import Act  # noqa: PLC0415 - SQLAlchemy takes its time

    return Act(by if by is not None else getpass.getuser(), app.clock.now())


@click.group("messages")
def command() -> None:
    """E-mail and posts: what waits, what was sent, what did not arrive."""


@command.command("list")
@json_option
@click.option("--state", "states", multiple=True, type=click.Choice(_STATES), help="Only in this state.")
@click.option("--case", "case_id", metavar="CASE", help="Only of this case.")
@click.option("--partner", metavar="ID", help="Only about this partner.")
@click.pass_obj
def list_all(app: App, /, as_json: bool, states: tuple[Any, ...], **filters: Any) -> None:
    """List messages, newest first."""
    from governance import list_messages  # noqa: PLC0415 - SQLAlchemy takes its time

    rows = [_row(each) for each in list_messages(app.record, states=states, **filters)]
    show(rows, as_json=as_json, columns=_COLUMNS, empty="There are no such messages.")


@command.command("preview")
@click.argument("message_id", metavar="MESSAGE")
@click.option("--html", "as_html", is_flag=True, help="The HTML part.")
@click.option("--raw", is_flag=True, help="The bytes as they would be sent, with all headers.")
@click.pass_obj
def preview(app: App, message_id: str, as_html: bool, raw: bool) -> None:
    """Show a message as it would arrive. The answer link is made when it is sent; here it opens nothing."""
    from governance import DeliveryError, read_message  # noqa: PLC0415 - SQLAlchemy takes its time
    from pivotwatch.governing import outbox_of  # noqa: PLC0415 - as above

    message = read_message(app.record, message_id)
    outbox = outbox_of(app)
    if raw:
        try:
            sys.stdout.buffer.write(outbox.preview(message))
        except DeliveryError as error:
            raise InputError(f"It cannot be made: {error}") from error
        return
    if as_html:
        click.echo(message.html, nl=False)
        return
    hold = outbox.holds(message)
    may = f"waits: {hold.reason}" if hold else "may be sent now"
    say(f"{message.state}, version {message.version}; {may}")
    click.echo(f"To: {printable(message.recipient_name)} <{printable(message.recipient)}>")
    click.echo(f"Subject: {printable(message.subject)}\n")
    for line in message.text.splitlines():
        click.echo(printable(line))


@command.command("approve")
@click.argument("message_ids", metavar="MESSAGE...", nargs=-1, required=True)
@click.option("--by", metavar="NAME", help="Who approves. [default: the user who runs this]")
@click.pass_obj
def approve(app: App, message_ids: tuple[str, ...], by: str | None) -> None:
    """Approve drafts: the next `send` sends them."""
    from governance import approve_message  # noqa: PLC0415 - SQLAlchemy takes its time

    for message_id in message_ids:
        message = approve_message(app.record, message_id, _act(app, by))
        say(f"{message.message_id} to {printable(message.recipient)}: approved by {message.approved_by}.")


@command.command("note")
@click.argument("message_id", metavar="MESSAGE")
@click.argument("text")
@click.option("--by", metavar="NAME", help="Who writes. [default: the user who runs this]")
@click.pass_obj
def note(app: App, message_id: str, text: str, by: str | None) -> None:
    """Set your own words into a draft; an empty text takes them out."""
    from governance import rewrite_message  # noqa: PLC0415 - as above
    from pivotwatch.governing import writer_of  # noqa: PLC0415 - SQLAlchemy takes its time

    message = rewrite_message(app.record, writer_of(app), message_id, text, _act(app, by))
    say(f"{message.message_id}: version {message.version}; `pivotwatch messages preview` shows it.")


@command.command("discard")
@click.argument("message_ids", metavar="MESSAGE...", nargs=-1, required=True)
@click.option("--by", metavar="NAME", help="Who does it. [default: the user who runs this]")
@click.pass_obj
def discard(app: App, message_ids: tuple[str, ...], by: str | None) -> None:
    """Throw drafts away; they stay on record and are never sent."""
    from governance import discard_message  # noqa: PLC0415 - SQLAlchemy takes its time

    for message_id in message_ids:
        say(f"{discard_message(app.record, message_id, _act(app, by)).message_id}: thrown away.")


@command.command("send")
@click.option("--dry-run", is_flag=True, help="Tell what would be sent, and send nothing.")
@json_option
@click.pass_obj
def send(app: App, dry_run: bool, as_json: bool) -> None:
    """Send what is approved and due; what must wait or fails is told with its reason.

    Before that, notices of answers, reminders and escalations that have become due are written.
    Any number of these may run at once, also beside a running service: each message is claimed by one.
    """
    from dataclasses import asdict  # noqa: PLC0415 - as below

    from pivotwatch.governing import follow, outbox_of  # noqa: PLC0415 - SQLAlchemy takes its time

    if not dry_run:
        follow(app)
    outbox = outbox_of(app)
    rows = _would_send(app, outbox) if dry_run else [asdict(each) for each in outbox.deliver()]
    columns = ("message_id", "recipient", "outcome", "reason")
    show(rows, as_json=as_json, columns=columns, empty="Nothing is due.")
    if dry_run:
        say("Dry run: nothing was sent.")


def _would_send(app: App, outbox: Any) -> list[dict[str, Any]]:
    from governance import messages_due, messages_held, read_message  # noqa: PLC0415 - SQLAlchemy takes its time

    now, rows = app.clock.now(), []
    due = [read_message(app.record, message_id) for message_id in messages_due(app.record, now)]
    for message in due + messages_held(app.record, now):
        hold = outbox.holds(message)
        outcome = "be sent" if hold is None else "wait" if hold.kind == "wait" else "not be sent"
        outcome = f"would {outcome}"
        reason = hold.reason if hold else ""
        rows.append(_row(message) | {"outcome": outcome, "reason": reason})
    return rows


@command.command("receive")
@click.argument("files", metavar="[EMAIL...]", nargs=-1, type=click.Path(path_type=Path, exists=True))
@json_option
@click.pass_obj
def receive(app: App, files: tuple[Path, ...], as_json: bool) -> None:
    """Take bounces and answers: from files of one e-mail each, else from the mailbox of governance.inbox."""
    from dataclasses import asdict  # noqa: PLC0415 - as below

    from governance import SYSTEM, Act, take_mail  # noqa: PLC0415 - SQLAlchemy takes its time
    from pivotwatch.governing import read_mailbox, writer_of  # noqa: PLC0415 - as above

    if not files and not app.settings.governance.inbox.host:
        raise InputError("No mailbox is set up: governance.inbox.host is empty. Set it, or name files.")
    act = Act(SYSTEM, app.clock.now())
    given = (take_mail(app.record, file.read_bytes(), writer_of(app), act) for file in files)
    rows = [asdict(each) for each in (given if files else read_mailbox(app))]
    show(rows, as_json=as_json, columns=("kind", "message_id"), empty="There was no new mail.")


@command.command("digest")
@click.pass_obj
def digest(app: App) -> None:
    """Write the weekly digest to each owner for whom it is Monday by now and who has none yet."""
    from pivotwatch.governing import write_weekly_digests  # noqa: PLC0415 - SQLAlchemy takes its time

    with app.warehouse(read_only=True) as warehouse:
        written = write_weekly_digests(app, warehouse)
    say(f"{len(written)} digests written; `pivotwatch messages send` sends them.")


@command.group("suppressed", invoke_without_command=True)
@json_option
@click.pass_context
def suppressed(ctx: click.Context, as_json: bool) -> None:
    """List addresses that get nothing; add or remove one."""
    from dataclasses import asdict  # noqa: PLC0415 - as below

    from governance import list_suppressions  # noqa: PLC0415 - SQLAlchemy takes its time

    if ctx.invoked_subcommand is None:
        app: App = ctx.obj
        rows = map(asdict, list_suppressions(app.record))
        columns = ("address", "scope", "reason", "at", "by")
        show(rows, as_json=as_json, columns=columns, empty="No address is suppressed.")


@suppressed.command("add")
@click.argument("address")
@click.option("--reason", default="by hand", show_default=True)
@click.option("--by", metavar="NAME", help="Who does it. [default: the user who runs this]")
@click.pass_obj
def add(app: App, address: str, reason: str, by: str | None) -> None:
    """Send nothing to an address from now on."""
    from governance import suppress  # noqa: PLC0415 - SQLAlchemy takes its time

    suppress(app.record, address, reason, _act(app, by))
    say(f"{printable(address)} gets nothing any more.")


@suppressed.command("remove")
@click.argument("address")
@click.option("--by", metavar="NAME", help="Who does it. [default: the user who runs this]")
@click.pass_obj
def remove(app: App, address: str, by: str | None) -> None:
    """Write to an address again."""
    from governance import unsuppress  # noqa: PLC0415 - SQLAlchemy takes its time

    unsuppress(app.record, address, _act(app, by))
    say(f"{printable(address)} is written to again.")


def _row(message: Message) -> dict[str, Any]:
    return {name: getattr(message, name) for name in _FIELDS}
