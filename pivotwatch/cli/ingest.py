"""`pivotwatch ingest`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from foundation import UnknownNameError, counted
from pivotwatch.app import App
from pivotwatch.cli._calls_of_nobody import newest_load, say_whose_calls_count
from pivotwatch.cli._loading_progress import LoadingProgress
from pivotwatch.cli._output import complain, json_option, say, show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest import FileResult, Reading

_MOST_LISTED = 100
_COLUMNS = ("file", "format", "lines", "calls", "duplicates", "rejects", "seconds")


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
    files = wanted_files(paths)
    with app.warehouse() as warehouse:
        loaded_before = newest_load(warehouse)
        with LoadingProgress(files) as progress:
            ingestion = Ingestion(
                warehouse, readings, terms, app.settings.ingest.segment_mb << 20, progress.step
            )
            for result in ingestion.ingest_all(files):
                progress.file_done()
                results.append(result)
                if result.note or as_json:
                    with progress.hidden():
                        _say_what_became_of(result, as_json=as_json)
        if not as_json:
            _show_files(results)
            _say_total(results)
        say_whose_calls_count(warehouse, loaded_before)
    if any(result.failed for result in results):
        sys.exit(1)


def _say_what_became_of(result: FileResult, *, as_json: bool) -> None:
    if result.note:
        (complain if result.failed else say)(f"{result.file}: {result.note}")
    if as_json and not result.failed:
        show([_row(result)], as_json=True, columns=_COLUMNS, empty="")
        sys.stdout.flush()  # who reads the pipe hears of each file when it is done


def _show_files(results: list[FileResult]) -> None:
    """List the files; of very many only those in which not every line was a new call."""
    listed = results
    if len(results) > _MOST_LISTED:
        odd = [one for one in results if one.counts.duplicates or one.counts.rejects or one.format is None]
        listed = odd[:_MOST_LISTED]
        some = f" Of {len(odd):,} not every line was a new call" if odd else ""
        first = f"; the first {_MOST_LISTED} of these" if len(odd) > _MOST_LISTED else ""
        say(f"{counted(len(results), 'file')} (`--json` lists all).{some}{first}{':' if odd else ''}")
    if listed or not results:
        show(map(_row, listed), as_json=False, columns=_COLUMNS, empty="Nothing to load.")


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
            f"{counted(total.lines, 'line')} = {counted(total.calls, 'call')} + "
            f"{counted(total.duplicates, 'duplicate')} + {counted(total.rejects, 'reject')}."
            + (" See `pivotwatch rejects`." if total.rejects else "")
        )
