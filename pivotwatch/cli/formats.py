"""`pivotwatch formats`."""

from __future__ import annotations

import click

from pivotwatch.app import App
from pivotwatch.cli._output import json_option, show

_OPTIONAL = ("route", "route_name", "api", "status", "latency", "bytes", "request_id")


@click.command("formats")
@json_option
@click.pass_obj
def command(app: App, as_json: bool) -> None:
    """List the log formats that `pivotwatch ingest` reads, and what each of them tells of a call."""
    from ingest import readings  # noqa: PLC0415 - Arrow takes 100 ms to import

    rows = [
        {
            "format": name,
            "names_callers_by": ", ".join(
                kind for kind in reading.identities if kind in reading.format.identities
            ),
            "also_tells": ", ".join(
                column for column in _OPTIONAL if getattr(reading.format, column) != "NULL"
            ),
            "time_is": "end" if reading.format.moment_is_end else "start",
            "notes": reading.format.notes,
            "source": reading.format.source,
        }
        for name, reading in sorted(readings(app.settings.ingest).items())
    ]
    columns = ("format", "names_callers_by", "also_tells", "time_is", "notes")
    show(rows, as_json=as_json, columns=columns, empty="There are no formats.")
