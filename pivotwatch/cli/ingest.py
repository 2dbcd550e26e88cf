"""`pivotwatch ingest`."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from foundation import UnknownNameError
from pivotwatch.app import App
from pivotwatch.cli._output import complain, json_option, say, show

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ingest import FileResult, Progress, Reading

_COLUMNS = ("file", "format", "lines", "calls", "duplicates", "rejects", "seconds")
_SECONDS_BETWEEN_LINES = 10.0


@click.command("ingest")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--format", "form", default="auto", metavar="NAME", help="See `pivotwatch formats`. [default: auto]"
)
@json_option
@click.pass_obj
def command(app: App, paths: tuple[str, ...], form: str, as_json: bool) -> None:
    """Load access logs: files, folders, patterns, or - for standard input; .gz and .zst are unpacked.

    What is loaded already is left out: the same file again adds nothing, a grown file adds its tail, a
    rotated one is recognised by its content. For each file, lines = calls + duplicates + rejects.

    Exit code 1 when a file that you named could not be read at all; the others are loaded all the same.
    """
    from ingest import Ingestion, wanted_files  # noqa: PLC0415 - Arrow takes 100 ms to import
    from pivotwatch.terms import terms_of  # noqa: PLC0415 - as above

    readings = _readings(app, form)
    terms = terms_of(app)
    results: list[FileResult] = []
    with app.warehouse() as warehouse, _progress() as on_progress:
        ingestion = Ingestion(warehouse, readings, terms, app.settings.ingest.segment_mb << 20, on_progress)
        for wanted in wanted_files(paths):
            result = ingestion.ingest(wanted)
            results.append(result)
            if result.note:
                (complain if result.failed else say)(f"{result.file}: {result.note}")
            if as_json and not result.failed:
                show([_row(result)], as_json=True, columns=_COLUMNS, empty="")
    if not as_json:
        show(map(_row, results), as_json=False, columns=_COLUMNS, empty="Nothing to load.")
        _say_total(results)
    if any(result.failed for result in results):
        sys.exit(1)


def _readings(app: App, form: str) -> Mapping[str, Reading]:
    from ingest import readings  # noqa: PLC0415 - as above

    known = readings(app.settings.ingest)
    if form == "auto":
        return known
    if form not in known:
        raise UnknownNameError("log format", form, (*known, "auto"))
    return {form: known[form]}


def _row(result: FileResult) -> dict[str, Any]:
    return {
        "file": result.file,
        "format": result.format,
        "lines": result.counts.lines,
        "calls": result.counts.calls,
        "duplicates": result.counts.duplicates,
        "rejects": result.counts.rejects,
        "seconds": round(result.seconds, 3),
    }


def _say_total(results: list[FileResult]) -> None:
    total = results[0].counts if results else None
    for result in results[1:]:
        total = total + result.counts if total else result.counts
    if total is not None:
        say(
            f"{total.lines:,} lines = {total.calls:,} calls + {total.duplicates:,} duplicates "
            f"+ {total.rejects:,} rejects." + (" See `pivotwatch rejects`." if total.rejects else "")
        )


@contextmanager
def _progress() -> Iterator[Callable[[Progress], None]]:
    """Yield what to call with each step: a bar on a terminal, now and then a line elsewhere."""
    if not sys.stderr.isatty():
        yield _lines_now_and_then()
        return
    from rich.console import Console  # noqa: PLC0415 - slow, and only a terminal needs it
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415 - as above
    from rich.progress import Progress as Bars  # noqa: PLC0415 - as above

    columns = (
        TextColumn("{task.fields[shown]}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[rate]}", markup=False),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}
        started: dict[str, float] = {}

        def step(progress: Progress) -> None:
            if progress.file not in tasks:
                shown = "".join(
                    char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in progress.file
                )
                tasks[progress.file] = bars.add_task(
                    "", total=progress.bytes_total, shown=shown[-40:], rate=""
                )
                started[progress.file] = time.monotonic()
            seconds = max(time.monotonic() - started[progress.file], 1e-3)
            rate = f"{progress.lines:,} lines, {progress.lines / seconds:,.0f}/s"
            bars.update(tasks[progress.file], completed=progress.bytes_done, rate=rate)

        yield step


def _lines_now_and_then() -> Callable[[Progress], None]:
    started = last = time.monotonic()

    def step(progress: Progress) -> None:
        nonlocal last
        if time.monotonic() - last >= _SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            rate = progress.lines / (last - started)
            say(f"{progress.file}: {progress.lines:,} lines, {rate:,.0f}/s")

    return step
