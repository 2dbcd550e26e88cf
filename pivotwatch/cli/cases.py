"""`pivotwatch cases`: list, show, take, comment, due, snooze, move, resolve, reopen, answer."""

from __future__ import annotations

import getpass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from pivotwatch.app import App
from pivotwatch.cli._output import CommandT, json_option, printable, say, show

if TYPE_CHECKING:
    from governance import Act, Case

_STATES = ("open", "triaged", "contacted", "answered", "resolved")
_RESOLUTIONS = ("approved", "reverted", "enforcement", "upsell", "false_alarm")
_COLUMNS = ("case_id", "partner", "state", "severity", "owner", "due_on", "findings", "last_window", "title")


def _by_option(function: CommandT) -> CommandT:
    return click.option("--by", metavar="NAME", help="Who does it. [default: the user who runs this]")(
        function
    )


def _act(app: App, by: str | None) -> Act:
    from governance import Act  # noqa: PLC0415 - SQLAlchemy takes its time

    return Act(by if by is not None else getpass.getuser(), app.clock.now())


@click.group("cases", invoke_without_command=True)
@json_option
@click.option("--state", "states", multiple=True, type=click.Choice(_STATES), help="Only in this state.")
@click.option("--partner", metavar="ID", help="Only about this partner.")
@click.option("--owner", metavar="NAME", help="Only of this owner.")
@click.option("--all", "every", is_flag=True, help="Resolved ones, too.")
@click.pass_context
def command(
    ctx: click.Context, /, as_json: bool, states: tuple[Any, ...], every: bool, **filters: Any
) -> None:
    """List the cases that wait for somebody, the latest changed first; with a verb, work on one."""
    if ctx.invoked_subcommand is not None:
        return
    ctx.invoke(list_all, as_json=as_json, states=states, every=every, **filters)


@command.command("list")
@json_option
@click.option("--state", "states", multiple=True, type=click.Choice(_STATES), help="Only in this state.")
@click.option("--partner", metavar="ID", help="Only about this partner.")
@click.option("--owner", metavar="NAME", help="Only of this owner.")
@click.option("--all", "every", is_flag=True, help="Resolved ones, too.")
@click.pass_obj
def list_all(app: App, /, as_json: bool, states: tuple[Any, ...], every: bool, **filters: Any) -> None:
    """List the cases that wait for somebody, the latest changed first."""
    from dataclasses import asdict  # noqa: PLC0415 - as below

    from governance import list_cases  # noqa: PLC0415 - SQLAlchemy takes its time

    found = list_cases(app.record, states=states, unresolved=not (every or states), **filters)
    empty = "No case waits for anybody. `pivotwatch govern` opens cases for new findings."
    show(map(asdict, found), as_json=as_json, columns=_COLUMNS, empty=empty)


@command.command("show")
@click.argument("case_id", metavar="CASE")
@json_option
@click.pass_obj
def show_one(app: App, case_id: str, as_json: bool) -> None:
    """Show a case in full: its findings, messages, answers and history."""
    from pivotwatch.case_files import case_file, told  # noqa: PLC0415 - SQLAlchemy takes its time

    whole = case_file(app.record, case_id)
    if as_json:
        show([whole], as_json=True, columns=(), empty="")
        return
    for line in told(whole):
        click.echo(printable(line))


@command.command("take")
@click.argument("case_id", metavar="CASE")
@click.option("--for", "owner", metavar="NAME", help="Give it to somebody else. [default: who runs this]")
@_by_option
@click.pass_obj
def take(app: App, case_id: str, owner: str | None, by: str | None) -> None:
    """Become the owner of a case."""
    from governance import take_case  # noqa: PLC0415 - SQLAlchemy takes its time

    act = _act(app, by)
    _say(take_case(app.record, case_id, owner or act.actor, act))


@command.command("comment")
@click.argument("case_id", metavar="CASE")
@click.argument("text")
@_by_option
@click.pass_obj
def comment(app: App, case_id: str, text: str, by: str | None) -> None:
    """Add a comment."""
    from governance import comment_case  # noqa: PLC0415 - SQLAlchemy takes its time

    _say(comment_case(app.record, case_id, text, _act(app, by)))


@command.command("due")
@click.argument("case_id", metavar="CASE")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]), required=False)
@_by_option
@click.pass_obj
def due(app: App, case_id: str, day: datetime | None, by: str | None) -> None:
    """Set the day by which it is to be done; without a day, take it away."""
    from governance import set_case_due  # noqa: PLC0415 - SQLAlchemy takes its time

    _say(set_case_due(app.record, case_id, _day(day), _act(app, by)))


@command.command("snooze")
@click.argument("case_id", metavar="CASE")
@click.argument("until", type=click.DateTime(["%Y-%m-%d"]), required=False)
@_by_option
@click.pass_obj
def snooze(app: App, case_id: str, until: datetime | None, by: str | None) -> None:
    """Tell nobody about it before a day; without a day, wake it."""
    from governance import snooze_case  # noqa: PLC0415 - SQLAlchemy takes its time

    _say(snooze_case(app.record, case_id, _day(until), _act(app, by)))


@command.command("move")
@click.argument("case_id", metavar="CASE")
@click.argument("state", type=click.Choice(_STATES[:-1]))
@_by_option
@click.pass_obj
def move(app: App, case_id: str, state: Any, by: str | None) -> None:
    """Put it into another state."""
    from governance import move_case  # noqa: PLC0415 - SQLAlchemy takes its time

    _say(move_case(app.record, case_id, state, _act(app, by)))


@command.command("resolve")
@click.argument("case_id", metavar="CASE")
@click.option("--as", "resolution", type=click.Choice(_RESOLUTIONS), required=True)
@click.option("--group", "groups", multiple=True, metavar="NAME", help="approved: a group it may be in.")
@click.option(
    "--endpoint",
    "endpoints",
    multiple=True,
    metavar="LABEL",
    help="approved: an endpoint or pattern it may use.",
)
@click.option("--note", default="", help="Why, for those who come after.")
@_by_option
@click.pass_obj
def resolve(
    app: App,
    case_id: str,
    resolution: Any,
    groups: tuple[str, ...],
    endpoints: tuple[str, ...],
    note: str,
    by: str | None,
) -> None:
    """Close a case; `approved` declares the new use case, `false_alarm` is fed back to detection.

    Without --group and --endpoint, approving declares what was declared before, and what the case's pivots
    led to. With them, it declares exactly these.
    """
    from governance import Declaration, resolve_case  # noqa: PLC0415 - SQLAlchemy takes its time

    declared = Declaration(groups, endpoints) if groups or endpoints else None
    act = _act(app, by)
    _say(resolve_case(app.record, case_id, resolution, act, note=note, declared=declared))


@command.command("reopen")
@click.argument("case_id", metavar="CASE")
@click.argument("why")
@_by_option
@click.pass_obj
def reopen(app: App, case_id: str, why: str, by: str | None) -> None:
    """Take a resolution back; what it declared stays declared."""
    from governance import reopen_case  # noqa: PLC0415 - SQLAlchemy takes its time

    _say(reopen_case(app.record, case_id, why, _act(app, by)))


@command.command("decide")
@click.argument("case_id", metavar="CASE")
@click.option("--approve/--decline", "approve", default=None, required=True)
@click.option("--note", default="", help="Why, for those who come after.")
@_by_option
@click.pass_obj
def decide(app: App, case_id: str, approve: bool, note: str, by: str | None) -> None:
    """Approve or decline what the partner answered.

    An approved `planned` declares the new use case and closes the case; an approved `bug` closes it as
    reverted; after anything else the case stays with you.
    """
    from governance import ConflictError, case_answers, decide_answer  # noqa: PLC0415 - SQLAlchemy

    waiting = [each for each in case_answers(app.record, case_id) if each.decision is None]
    if not waiting:
        raise ConflictError(f"No answer waits in {case_id}.")
    _say(decide_answer(app.record, waiting[-1].answer_id, _act(app, by), approve=approve, note=note))


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _say(case: Case) -> None:
    resolution = f" as {case.resolution.replace('_', ' ')}" if case.resolution else ""
    owner = f", owner {case.owner}" if case.owner else ""
    about = printable(case.partner or case.subject)
    say(f"{case.case_id} ({about}): {case.state}{resolution}{printable(owner)}.")
