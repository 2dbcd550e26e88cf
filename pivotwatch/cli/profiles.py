"""`pivotwatch profiles`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from foundation import Warehouse, Window, named_sql
from pivotwatch.app import App
from pivotwatch.cli._output import json_option, say, show
from pivotwatch.cli._windows import wanted_windows

_PROCESSED = "SELECT DISTINCT win FROM profiles ORDER BY win"
_COLUMNS = ("window", "partner", "endpoint", "calls", "errors", "value", "provisional")


@click.command("profiles")
@click.option(
    "--window",
    metavar="WINDOW",
    help="Only this window: 2026-W47, 2026-11 or 2026-11-21. One that is still open, or not processed yet, "
    "is shown as provisional. [default: the newest of a run; with --json all of them]",
)
@click.option("--partner", metavar="ID", help="Only this partner.")
@json_option
@click.pass_obj
def command(app: App, window: str | None, partner: str | None, as_json: bool) -> None:
    """Show what each partner uses: endpoint values in [0, 1], 1 = its most used endpoint of the window.

    The value is the row-wise min-max of successful calls over all endpoints of the platform.
    """
    with app.warehouse(read_only=True) as warehouse:
        wanted = wanted_windows(warehouse, _PROCESSED, window, latest_only=not as_json)
        rows = (row for one in wanted for row in _rows(warehouse, one, partner))
        show(
            rows,
            as_json=as_json,
            columns=_COLUMNS,
            empty="There are no profiles. Run `pivotwatch run` first.",
        )


def _rows(warehouse: Warehouse, window: Window, partner: str | None) -> Iterator[dict[str, Any]]:
    values = {"win": window.key, "partner": partner}
    listed = list(warehouse.records(named_sql("pivotwatch", "profiles_listing"), values))
    if listed:
        yield from listed
    elif not warehouse.rows("SELECT 1 FROM profiles WHERE win = ? LIMIT 1", [window.key]):
        yield from _provisional(warehouse, window, partner)


def _provisional(warehouse: Warehouse, window: Window, partner: str | None) -> Iterator[dict[str, Any]]:
    import polars as pl  # noqa: PLC0415 - only here

    from features import profile_frame  # noqa: PLC0415 - as above
    from pivotwatch.stages.profiles import usage_of  # noqa: PLC0415 - as above

    frame = profile_frame(usage_of(warehouse, window))
    if len(frame):
        say(f"Window {window} is not processed yet; its profiles are provisional.")
    labels = dict(warehouse.rows("SELECT DISTINCT endpoint_id, label FROM endpoints"))
    if partner is not None:
        frame = frame.filter(pl.col("partner_id") == partner)
    for row in frame.sort("partner_id", -pl.col("value"), "endpoint_id").iter_rows(named=True):
        yield {
            "window": window.key,
            "partner": row["partner_id"],
            "endpoint": labels[row["endpoint_id"]],
            "calls": row["calls"],
            "errors": row["errors"],
            "value": row["value"],
            "provisional": True,
        }
