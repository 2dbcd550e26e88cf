"""`pivotwatch findings`, with `judge` and `show`."""

from __future__ import annotations

import getpass
from typing import Any

import click

from foundation import UnknownNameError, parse_window
from pivotwatch.app import App
from pivotwatch.cli._judging_again import say_how_to_judge_again
from pivotwatch.cli._output import json_option, printable, say, show, window_option

_COLUMNS = (
    "finding_id",
    "window",
    "partner",
    "kind",
    "severity",
    "confidence",
    "alert",
    "verdict",
    "sentence",
)


@click.group("findings", invoke_without_command=True)
@json_option
@window_option
@click.option("--partner", metavar="ID", help="Only about this partner.")
@click.option("--kind", metavar="KIND", help="Only of this kind: pivot, silence ...")
@click.option("--alerts", is_flag=True, help="Only those that a manager is to be told.")
@click.pass_context
def command(ctx: click.Context, /, as_json: bool, window: str | None, **filters: Any) -> None:
    """List what detectors say about partners, newest window first."""
    if ctx.invoked_subcommand is not None:
        return
    from pivotwatch.findings import list_findings  # noqa: PLC0415 - SQLAlchemy takes its time

    app: App = ctx.obj
    if filters["kind"] is not None:
        _check_kind(filters["kind"])
    key = parse_window(window).key if window else None
    with app.warehouse(read_only=True) as warehouse:
        rows = list_findings(warehouse, app.record, window=key, **filters)
    show(rows, as_json=as_json, columns=_COLUMNS, empty="There are no such findings.")


def _check_kind(kind: str) -> None:
    from detectors import DETECTORS  # noqa: PLC0415 - loads every detector, a third of a second

    kinds = {kind for detector in DETECTORS.values() for kind in detector.kinds}
    if kind not in kinds:
        raise UnknownNameError("kind of finding", kind, kinds)


@command.command("judge")
@click.argument("finding_ids", metavar="ID...", nargs=-1, required=True)
@click.option("--verdict", type=click.Choice(["confirmed", "false-alarm", "fine"]), required=True)
@click.option("--note", default="", help="Why, for those who come after.")
@click.option("--by", metavar="NAME", help="Who says so. [default: the user who runs this]")
@click.pass_obj
def judge(app: App, finding_ids: tuple[str, ...], verdict: Any, note: str, by: str | None) -> None:
    """Say what a finding was: confirmed, a false alarm, or true and fine by us.

    Verdicts are kept for ever and feed back-tests. A false alarm, and less so a "fine", raises the partner's
    tolerance for that detector from the next window on; the next finding says so. Windows that are judged
    already stay as they are, until `pivotwatch run --from WINDOW`.
    """
    from pivotwatch.findings import judge_findings  # noqa: PLC0415 - loads every detector

    with app.warehouse(read_only=True) as warehouse:
        given = judge_findings(
            warehouse,
            app.record,
            finding_ids,
            verdict,
            note=note,
            by=by if by is not None else getpass.getuser(),
            now=app.clock.now(),
        )
    for each in given:
        say(f"{each.finding_id} ({printable(each.partner or 'platform')}, {each.window}): {verdict}.")
    # a verdict counts for windows after that of its finding
    say_how_to_judge_again(app, min(parse_window(each.window).end for each in given))


@command.command("show")
@click.argument("finding_id", metavar="ID")
@click.pass_obj
def show_one(app: App, finding_id: str) -> None:
    """Explain a finding in full."""
    from governance import verdict_history  # noqa: PLC0415 - SQLAlchemy takes its time
    from pivotwatch.findings import explained, find  # noqa: PLC0415 - loads every detector

    with app.warehouse(read_only=True) as warehouse:
        (row,) = find(warehouse, app.record, [finding_id])
    text = explained(row, verdict_history(app.record))
    click.echo("\n".join(printable(line) for line in text.split("\n")))
