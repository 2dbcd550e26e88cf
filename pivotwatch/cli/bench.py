"""`pivotwatch bench`."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from foundation import Home, InputError, Warehouse, Window, window_of
from pivotwatch.app import App
from pivotwatch.cli._output import json_option, say, show

if TYPE_CHECKING:
    from detectors import History
    from pivotwatch.splicing import SpliceScore

_COLUMNS = ("first", "second", "window", "delays", "other_alerts")


@click.group("bench")
def command() -> None:
    """Measure how well pivots are found."""


@command.command("splice")
@click.argument("paths", nargs=-1, required=True, metavar="LOGS...")
@click.option("--window", type=click.Choice(["week", "month", "day"]), default="week", show_default=True)
@click.option("--pairs", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many swaps.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed draws the same pairs.")
@json_option
@click.pass_context
def splice(
    ctx: click.Context, paths: tuple[str, ...], window: str, pairs: int, seed: int, as_json: bool
) -> None:
    """Swap two callers' later windows at a recorded time, in any log files, and score what is told of it.

    Everything happens in a temporary home; yours is not touched. Settings of how logs are read are taken
    from it.
    """
    import numpy as np  # noqa: PLC0415 - 100 ms

    from pivotwatch.splicing import score_splices  # noqa: PLC0415 - brings in scikit-learn

    with tempfile.TemporaryDirectory(prefix="pivotwatch-bench-") as folder:
        history = _history(ctx, Path(folder), paths, window)
        score = score_splices(history, pairs, np.random.default_rng(seed))
    show((asdict(one) for one in score.results), as_json=as_json, columns=_COLUMNS, empty="No swaps.")
    _say_score(score)


def _say_score(score: SpliceScore) -> None:
    delays = sorted(delay for one in score.results for delay in one.delays if delay is not None)
    middle = f", median delay {delays[len(delays) // 2]} windows" if delays else ""
    say(
        f"{len(score.results)} swaps: recall {score.recall:.3f}, precision {score.precision:.3f}{middle}. "
        f"Without swaps: {score.unswapped_alerts} alerts in {score.judged:,} partner-windows."
    )


def _history(ctx: click.Context, folder: Path, paths: tuple[str, ...], window: str) -> History:
    """Load the logs into a home of their own, process them, and read all of its windows."""
    from pivotwatch.cycle import process  # noqa: PLC0415 - as above
    from pivotwatch.stages.history import HistoryReader  # noqa: PLC0415 - as above

    given: App = ctx.obj
    app = App(Home(folder), given.clock, {**given.overrides, "platform.window": window})
    if given.home.settings_file.exists():
        (folder / given.home.settings_file.name).write_bytes(given.home.settings_file.read_bytes())
    root = ctx.find_root().command
    arguments = ["ingest", *paths]
    sets = [part for name, value in app.overrides.items() for part in ("--set", f"{name}={value}")]
    with (
        contextlib.redirect_stdout(sys.stderr),  # the answer is the score, not what was loaded
        root.make_context("pivotwatch", ["--home", str(folder), *sets, *arguments]) as inner,
    ):
        root.invoke(inner)
    with app.warehouse() as warehouse:
        last = _last_window(app, warehouse)
        keys = [one.window for one in process(app, warehouse, through=last.key)] if last else []
        if not keys:
            raise InputError("The logs fill no closed window; give logs of a longer time, or --window day.")
        learning = min(app.settings.detectors.learning_windows, max(2, len(keys) // 2))
        return HistoryReader(warehouse).read(
            keys, learning=learning, first_index=0, earlier=(), declarations={}, calendar={}
        )


def _last_window(app: App, warehouse: Warehouse) -> Window | None:
    """Return the last closed window with calls: old logs are followed by empty windows up to today."""
    (day,) = warehouse.one("SELECT max(day) FROM usage")
    if day is None:
        return None
    window = window_of(day, app.window_kind(warehouse))
    closed = window.closes_at(app.settings.platform.zone) <= app.clock.now()
    return window if closed else window.previous
