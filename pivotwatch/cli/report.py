"""`pivotwatch report`."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import click

from foundation import InputError
from pivotwatch.app import App
from pivotwatch.cli._output import say

FORMATS = ("html", "json", "csv")


@click.command("report")
@click.option("--window", metavar="WINDOW", help="E.g. 2026-W47. [default: the latest processed one]")
@click.option(
    "--output",
    metavar="FILE",
    help="Where to write; - is stdout. [default: reports/pivots-WINDOW.FORMAT in the home]",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMATS),
    default="html",
    show_default=True,
    help="html for people; json: one document; csv: a row for each finding.",
)
@click.option("--open", "open_it", is_flag=True, help="Open the written file in the browser.")
@click.pass_obj
def command(app: App, window: str | None, output: str | None, format_name: str, open_it: bool) -> None:
    """Write the weekly pivot report: which partners changed their use case, and why we think so.

    The HTML is one file that needs no network; it can be mailed, printed or put on a share.
    """
    from reports import RENDERERS, Platform, headline, read_report  # noqa: PLC0415 - Plotly costs 200 ms

    if open_it and output == "-":
        raise click.UsageError("--open needs a file; leave out --output -.")
    platform = Platform(
        app.settings.platform.name,
        app.settings.platform.time_zone,
        app.settings.detectors.learning_windows,
    )
    with app.warehouse(read_only=True) as warehouse:
        report = read_report(warehouse, platform, window)
    text = RENDERERS[format_name](report)
    say(headline(report))
    if output == "-":
        sys.stdout.write(text)
        return
    default = app.home.reports_folder / f"pivots-{report.window.key}.{format_name}"
    file = Path(output).absolute() if output else default
    _write(file, text)
    say(f"Written to {file}")
    if open_it:
        click.launch(file.as_uri())
    elif format_name == "html":
        say(f"Open it in a browser: {file.as_uri()}")


def _write(file: Path, text: str) -> None:
    """Write the file whole or not at all, so that a reader never sees half a report."""
    scratch = file.with_name(f".{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_text(text, encoding="utf-8", newline="")
        scratch.replace(file)
    except OSError as error:
        with suppress(OSError):
            scratch.unlink()
        raise InputError(
            f"{file} cannot be written: {error.strerror}. Give another place with --output."
        ) from error
