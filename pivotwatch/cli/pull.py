"""`pivotwatch pull`."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from foundation import InputError, UnknownNameError
from pivotwatch.app import App
from pivotwatch.cli._calls_of_nobody import newest_load, say_whose_calls_count
from pivotwatch.cli._output import json_option, say, show

if TYPE_CHECKING:
    from ingest.pulling import DayPulled, WarehouseSourceSettings

_COLUMNS = ("day", "lines", "calls", "duplicates", "rejects", "rows", "changed", "seconds")
_MEASURED = {"bytes": "bytes", "latency": "mean_latency_ms"}
_SECONDS_BETWEEN_LINES = 10.0
_OF_NOBODY = "`columns.credential` is empty there: name the column that tells callers apart."
_NO_ROWS = (
    "{} holds no rows of {} to {}. If it should, see that `columns.time` is when a call began, and `epoch` "
    "its unit where that is a whole number."
)


@click.command("pull")
@click.argument("name", required=False)
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day. [default: go on]")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="Last day. [default: yesterday]")
@click.option("--again", is_flag=True, help="Count also the days that are in the store already.")
@click.option("--explain", is_flag=True, help="Print the question as the engine's own SQL, and ask nothing.")
@json_option
@click.pass_obj
def command(
    app: App,
    name: str | None,
    first: datetime | None,
    last: datetime | None,
    again: bool,
    explain: bool,
    as_json: bool,
) -> None:
    """Let a warehouse count calls, and take over the counts: usage by day, partner and endpoint.

    NAME is a section [ingest.warehouses.NAME] of the settings; it may be left out where there is only one.
    Each day is written in one transaction: stopped anywhere, the same command goes on. Days that were counted
    before are left out, but for the last few (`lookback_days`), in which calls may have arrived late; a day
    whose counts have changed replaces what was there, and the next run judges its window again.
    """
    from ingest.pulling import counted_days, due_days, pull, sql_of  # noqa: PLC0415 - polars is slow to import
    from pivotwatch.terms import terms_of  # noqa: PLC0415 - as above

    name, source = _source(app, name)
    columns = [*_COLUMNS, *(told for named, told in _MEASURED.items() if getattr(source.columns, named))]
    zone = app.settings.platform.zone
    yesterday = app.clock.now().astimezone(zone).date() - timedelta(days=1)
    to = last.date() if last else yesterday
    if explain:
        click.echo(sql_of(name, source, [first.date() if first else to], zone))
        return
    with app.warehouse() as warehouse:
        done = counted_days(warehouse, name)
        days = due_days(first.date() if first else None, to, done, source.lookback_days, again=again)
        before = newest_load(warehouse)
        lines: list[int] = []
        pulled = _told(pull(warehouse, name, source, days, terms_of(app)), len(days), lines, source)
        show(map(_row, pulled), as_json=as_json, columns=columns, empty="Every day is in the store already.")
        if lines and not any(lines):
            say(_NO_ROWS.format(name, days[0], days[-1]))
        say_whose_calls_count(warehouse, before, _OF_NOBODY)


def _source(app: App, name: str | None) -> tuple[str, WarehouseSourceSettings]:
    known = app.settings.ingest.warehouses
    if not known:
        raise InputError(
            "The settings name no warehouse. Add a section such as\n"
            '  [ingest.warehouses.lake]\n  url = "duckdb://"\n  table = "/data/calls/**/*.parquet"\n'
            "See docs/warehouses.md."
        )
    if name is None and len(known) == 1:
        return next(iter(known.items()))
    if name is None:
        raise InputError(f"There are several warehouses; say which: {', '.join(sorted(known))}.")
    if name not in known:
        raise UnknownNameError("warehouse", name, tuple(known))
    return name, known[name]


def _row(pulled: DayPulled) -> dict[str, Any]:
    return {
        "day": pulled.day.isoformat(),
        "lines": pulled.counts.lines,
        "calls": pulled.counts.calls,
        "duplicates": pulled.counts.duplicates,
        "rejects": pulled.counts.rejects,
        "rows": pulled.rows,
        "changed": pulled.changed,
        "seconds": round(pulled.seconds, 3),
        "bytes": pulled.bytes,
        "mean_latency_ms": None if pulled.mean_latency_ms is None else round(pulled.mean_latency_ms, 3),
    }


def _told(
    pulled: Iterable[DayPulled], days: int, lines: list[int], source: WarehouseSourceSettings
) -> Iterator[DayPulled]:
    """Pass the days on, and tell of them: a bar on a terminal, now and then a line elsewhere.

    How many lines each had is added to `lines`. The time that is left is told where a question ends: its
    first day has waited for all of its days.
    """
    began = told = time.monotonic()
    for nth, one in enumerate(_on_a_bar(pulled, days), 1):
        lines.append(one.counts.lines)
        due = nth % source.days_per_query == 0 and time.monotonic() - told >= _SECONDS_BETWEEN_LINES
        if due and not sys.stderr.isatty():
            told = time.monotonic()
            left = (told - began) / nth * (days - nth)
            say(f"{one.day}: {nth} of {days} days, about {left:,.0f} s left")
        yield one


def _on_a_bar(pulled: Iterable[DayPulled], days: int) -> Iterable[DayPulled]:
    if not sys.stderr.isatty():
        return pulled
    from rich.console import Console  # noqa: PLC0415 - slow, and only a terminal needs it
    from rich.progress import track  # noqa: PLC0415 - as above

    return track(pulled, "Counting", days, console=Console(stderr=True), transient=True)
