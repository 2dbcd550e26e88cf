"""`pivotwatch rejects`."""

from __future__ import annotations

import click

from foundation import parse_window
from pivotwatch.app import App
from pivotwatch.cli._output import json_option, show, window_option

_COLUMNS = ("file", "line", "reason", "excerpt")


@click.command("rejects")
@click.option("--file", metavar="PATH", help="Only this file, as it was given to `ingest`.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=1000, show_default=True, help="At most this many."
)
@window_option
@json_option
@click.pass_obj
def command(app: App, file: str | None, limit: int, window: str | None, as_json: bool) -> None:
    """List the quarantine: lines that could not be read as calls, newest load first, with the reason.

    A rejected line may have no readable time, so --window means the loads whose calls touch that window.
    Query strings and secrets are taken out of the excerpts.
    """
    from ingest import rejects  # noqa: PLC0415 - Arrow takes 100 ms to import

    period = parse_window(window) if window else None
    with app.warehouse(read_only=True) as warehouse:
        rows = rejects(warehouse, file, period, limit)
    show(rows, as_json=as_json, columns=_COLUMNS, empty="The quarantine is empty.")
