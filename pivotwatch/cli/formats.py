"""`pivotwatch formats`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pivotwatch.app import App
from pivotwatch.cli._output import json_option, say, show

if TYPE_CHECKING:
    from ingest import Format, Reading

_OPTIONAL = ("route", "route_name", "api", "status", "latency", "bytes", "request_id")
_COLUMNS = ("format", "identity", "route", "id", "confidence", "snippet", "notes")


@click.group("formats", invoke_without_command=True)
@json_option
@click.pass_context
def command(context: click.Context, as_json: bool) -> None:
    """List the log formats that `pivotwatch ingest` reads, and what each of them tells of a call.

    `identity` are the kinds of identity a record may hold; `route` is `template`, `name` (a route's name that
    is no template) or none; `confidence` is where the description comes from.
    """
    if context.invoked_subcommand is not None:
        return
    from ingest import readings  # noqa: PLC0415 - Arrow takes 100 ms to import

    app: App = context.obj
    rows = [_row(name, reading) for name, reading in sorted(readings(app.settings.ingest).items())]
    show(rows, as_json=as_json, columns=_COLUMNS, empty="There are no formats.")


def _row(name: str, reading: Reading) -> dict[str, Any]:
    from ingest import snippets_of  # noqa: PLC0415 - as above

    form = reading.format
    callers = ", ".join(kind for kind in reading.identities if kind in form.identities)
    return {
        "format": name,
        "identity": callers or ("client_ip only" if "client_ip" in form.identities else "none"),
        "route": _route(form),
        "id": form.request_id != "NULL",
        "confidence": form.confidence,
        "snippet": ", ".join(snippets_of(name)),
        "also_tells": ", ".join(column for column in _OPTIONAL if getattr(form, column) != "NULL"),
        "time_is": "end" if form.moment_is_end else "start",
        "time_zone": "log_time_zone" if form.local_moment != "NULL" else "its own",
        "notes": form.notes,
        "source": form.source,
    }


def _route(form: Format) -> str:
    if form.route != "NULL":
        return "template"
    return "name" if form.route_name != "NULL" else "none"


@command.command("snippet")
@click.argument("name", required=False)
def snippet_command(name: str | None) -> None:
    """Print the configuration of a gateway that makes it write what Pivotwatch reads best.

    NAME is a gateway or a format; without it the names are listed.
    """
    from ingest import snippet, snippet_names, snippets_of  # noqa: PLC0415 - as above

    if name is None:
        for known in snippet_names():
            click.echo(known)
        return
    click.echo(snippet(name), nl=False)
    others = [other for other in snippets_of(name) if other != name][1:]
    if others:
        say(f"Others for this format: {', '.join(others)}.")
