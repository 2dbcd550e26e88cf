"""`pivotwatch groups`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from foundation import Warehouse, Window, named_sql, parse_window
from pivotwatch.app import App
from pivotwatch.cli._output import json_option, say, show
from pivotwatch.cli._windows import wanted_windows

_PROCESSED = "SELECT DISTINCT win FROM assignments ORDER BY win"
_COLUMNS = ("window", "partner", "group_id", "group_name", "confidence", "calls", "provisional")
_NAME_COLUMNS = ("window", "group_id", "name", "members", "calls", "endpoints", "born_in")
_LINEAGE_COLUMNS = ("window", "kind", "from_group_names", "to_group_names", "shared_members")
_NO_LINEAGE = "No model took over{}, so nothing became of any group. See `pivotwatch groups names`."
_NOTHING = "There are no groups. Load usage, then run `pivotwatch run`."


@click.group("groups", invoke_without_command=True)
@click.option(
    "--window",
    metavar="WINDOW",
    help="Only this window: 2026-W47, 2026-11 or 2026-11-21. [default: the newest; with --json all]",
)
@json_option
@click.pass_context
def command(ctx: click.Context, window: str | None, as_json: bool) -> None:
    """Show which partner is in which group; a partner without group_id is in none.

    A window that is still open is provisional: its groups are made again by each run, until it closes.

    Confidence tells how much nearer the partner is to its group than to the next one: 1 = in its middle,
    0 = as near to another.
    """
    if ctx.invoked_subcommand is not None:
        return
    app: App = ctx.obj
    with app.warehouse(read_only=True) as warehouse:
        wanted = wanted_windows(warehouse, _PROCESSED, window, latest_only=not as_json)
        show(_rows(warehouse, wanted), as_json=as_json, columns=_COLUMNS, empty=_NOTHING)


def _rows(warehouse: Warehouse, windows: list[Window]) -> Iterator[dict[str, Any]]:
    for window in windows:
        yield from warehouse.records(named_sql("pivotwatch", "groups_listing"), {"win": window.key})


@command.command("names")
@click.option("--window", metavar="WINDOW", help="As they were in this window. [default: the newest]")
@json_option
@click.pass_obj
def names(app: App, window: str | None, as_json: bool) -> None:
    """Show the groups themselves: name, how many members, the endpoints that tell them from the others."""
    from pivotwatch.group_facts import group_facts  # noqa: PLC0415 - pulls in clustering

    with app.warehouse(read_only=True) as warehouse:
        wanted = wanted_windows(warehouse, _PROCESSED, window, latest_only=True)
        rows = [row for one in wanted for row in group_facts(warehouse, one)]
    if not as_json:
        rows = [{**row, "endpoints": ", ".join(row["endpoints"])} for row in rows]
    show(rows, as_json=as_json, columns=_NAME_COLUMNS, empty=_NOTHING)


@command.command("lineage")
@click.option("--window", metavar="WINDOW", help="What took over in this window. [default: all]")
@json_option
@click.pass_obj
def lineage(app: App, window: str | None, as_json: bool) -> None:
    """Show what became of groups whenever another model took over: what refits did, oldest first.

    Kinds: survived (the same group by most of its members, same id and name), split, merged, born, dissolved.
    Shared members are the partners that both models put there.
    """
    wanted = {"windows": [parse_window(window).key] if window else None, "partners": None, "groups": None}
    with app.warehouse(read_only=True) as warehouse:
        rows = list(warehouse.records(named_sql("pivotwatch", "frames_lineage"), wanted))
    if not as_json:
        rows = [
            row | {side: _names(row[side]) for side in ("from_group_names", "to_group_names")} for row in rows
        ]
    nothing = _NO_LINEAGE.format(f" in {window}" if window else "")
    show(rows, as_json=as_json, columns=_LINEAGE_COLUMNS, empty=nothing)


def _names(names: list[str] | None) -> str | None:
    return "; ".join(names) if names else None


@command.command("rename")
@click.argument("group_id", type=int)
@click.argument("name")
@click.pass_obj
def rename_command(app: App, group_id: int, name: str) -> None:
    """Give the group GROUP_ID another NAME; later refits keep it."""
    from pivotwatch.group_facts import rename  # noqa: PLC0415 - pulls in clustering

    with app.warehouse() as warehouse:
        before = rename(warehouse, group_id, name)
    say(f"Group {group_id}, until now {before!r}, is named {name!r}.")
