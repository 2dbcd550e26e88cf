"""`pivotwatch doctor`."""

from __future__ import annotations

from typing import Any

import click

from pivotwatch.app import App
from pivotwatch.cli._output import json_option, printable, say, show

_SIGNS = {"ok": "ok     ", "warning": "WARNING", "wrong": "WRONG  "}


@click.command("doctor")
@json_option
@click.pass_obj
def command(app: App, as_json: bool) -> None:
    """Check settings, stores, disk, clocks, lag, service, e-mail and certificate, and say what to do.

    Changes nothing and sends nothing; may run beside the service. Exit code 1 when something is wrong;
    warnings alone give 0.
    """
    from pivotwatch.doctor.checking import examine  # noqa: PLC0415 - imports every check

    rows: list[dict[str, Any]] = []
    for name, found in examine(app):
        row = {"check": name, "level": found.level, "told": found.told, "to_do": found.to_do}
        rows.append(row)
        if as_json:
            show([row], as_json=True, columns=(), empty="")
            continue
        click.echo(f"{_SIGNS[found.level]}  {name}: {_lines(found.told)}")
        if found.to_do:
            click.echo(f"{'':9}-> {_lines(found.to_do)}")
    wrong = sum(row["level"] == "wrong" for row in rows)
    warnings = sum(row["level"] == "warning" for row in rows)
    say(f"{len(rows)} looked at, {wrong} wrong, {warnings} warnings.")
    if wrong:
        raise click.exceptions.Exit(1)


def _lines(text: str) -> str:
    return "\n           ".join(map(printable, text.splitlines()))
