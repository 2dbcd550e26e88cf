"""`pivotwatch import-usage`."""

from __future__ import annotations

from pathlib import Path

import click

from foundation import WindowKind, counted
from pivotwatch.app import App
from pivotwatch.cli._output import say


@click.command("import-usage")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--window", metavar="KEY", help="The window of a table that has none: 2026-W47, 2026-11 or 2026-11-21."
)
@click.option(
    "--replace", is_flag=True, help="Take out what earlier imports brought for the table's windows first."
)
@click.pass_obj
def command(app: App, file: Path, window: str | None, replace: bool) -> None:
    """Import a ready-made usage table, CSV or Parquet.

    Wide: the first column names the partner, each other column is an endpoint (`POST Contact`, or
    `GET /v2/contacts/{id}`), a row holds the partner's calls; needs --window. Long: the columns window,
    partner, endpoint, calls and, if known, errors (which are part of calls).

    The first table of an empty home fixes the kind of window (week, month or day) unless the settings do.
    The same table again adds nothing. A table with anything wrong in it is refused as a whole, with every
    bad row named.
    """
    from ingest import import_usage, read_usage_table  # noqa: PLC0415 - Arrow takes 100 ms to import

    setting: WindowKind | None = app.settings.platform.window
    table = read_usage_table(file, window)
    key, now = app.home.secret_key(), app.clock.now().replace(tzinfo=None)
    with app.warehouse() as warehouse:
        done = import_usage(warehouse, table, str(file), key, now, setting, replace=replace)
    if done.known:
        say(f"{file}: the same table was imported before; nothing was added.")
        return
    replaced = f", in place of {done.replaced:,}" if done.replaced else ""
    say(
        f"{file}: {counted(done.rows, 'count')}{replaced}; {counted(done.partners, 'partner')}, "
        f"{counted(done.endpoints, 'endpoint')}, {counted(done.windows, 'window')}."
    )
