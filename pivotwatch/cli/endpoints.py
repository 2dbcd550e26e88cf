"""`pivotwatch endpoints`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from foundation import counted
from pivotwatch.app import App
from pivotwatch.cli._judging_again import say_how_to_judge_again
from pivotwatch.cli._output import json_option, say, show, window_option

_COLUMNS = ("endpoint", "source", "counted", "calls", "partners", "first_day", "deprecated", "documented")


@click.group("endpoints", invoke_without_command=True)
@window_option
@json_option
@click.pass_context
def command(ctx: click.Context, window: str | None, as_json: bool) -> None:
    """List endpoints, import OpenAPI documents, show merges; alone, it lists."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_all, window=window, as_json=as_json)


@command.command("list")
@window_option
@json_option
@click.pass_obj
def list_all(app: App, window: str | None, as_json: bool) -> None:
    """List endpoints with their calls and partners, the most called first.

    Source tells how the name was found: gateway, openapi, heuristic (from the path), learned (many paths
    alike), import, unmatched. Uncounted endpoints stay out of profiles.
    """
    from foundation import named_sql, parse_window  # noqa: PLC0415 - brings the warehouse

    days = parse_window(window) if window else None
    bounds = {"start_day": days and days.start, "end_day": days and days.end}
    with app.warehouse(read_only=True) as warehouse:
        listed = warehouse.frame(named_sql("pivotwatch", "endpoints_list"), bounds)
    show(
        listed.iter_rows(named=True),
        as_json=as_json,
        columns=_COLUMNS,
        empty="There are no endpoints yet. Load logs with `pivotwatch ingest`, or usage with `import-usage`.",
    )


@command.command("import")
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--api", default="", help="Name of the API they describe, where the gateway serves several.")
@click.pass_obj
def import_specs(app: App, specs: tuple[Path, ...], api: str) -> None:
    """Import OpenAPI 3.0 or 3.1 documents (JSON or YAML); a document of the same name is replaced.

    Endpoints found before that a document describes are merged into the document's; windows that this
    concerns are done again by the next `pivotwatch run`. What documents say else (sensitive, deprecated)
    counts for windows judged from then on; `pivotwatch run --from WINDOW` judges those before again.
    """
    from ingest.endpoints import import_documents  # noqa: PLC0415 - brings the warehouse

    with app.warehouse() as warehouse:
        done = import_documents(warehouse, specs, " ".join(api.split()), app.clock.now())
    for document, count in done.operations.items():
        say(f"{document}: {counted(count, 'operation')}.")
    if done.merged:
        say(
            f"{counted(done.merged, 'endpoint')} found from paths now counted as the documents' "
            "(see `pivotwatch endpoints merges`)."
        )
    say_how_to_judge_again(app, date.min)


@command.command("merges")
@json_option
@click.pass_obj
def merges(app: App, as_json: bool) -> None:
    """List endpoints that were found to be another one; their calls count there."""
    from foundation import named_sql  # noqa: PLC0415 - brings the warehouse

    with app.warehouse(read_only=True) as warehouse:
        listed = warehouse.frame(named_sql("pivotwatch", "endpoints_merges"))
    show(
        listed.iter_rows(named=True),
        as_json=as_json,
        columns=("endpoint", "into", "reason", "merged_at"),
        empty="No endpoint was merged.",
    )
