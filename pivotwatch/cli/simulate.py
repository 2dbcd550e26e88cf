"""`pivotwatch simulate`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from foundation import UnknownNameError, counted, window_of
from pivotwatch.cli._output import say

if TYPE_CHECKING:
    from simulation import Difficulty, Platform, Rotation

_USAGE = "usage"
_CALLS = 500_000


@click.command("simulate")
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--format",
    "format_name",
    default="nginx_combined",
    show_default=True,
    help="A gateway's log format (a wrong name lists them), or `usage`: the table that import-usage reads.",
)
@click.option("--partners", type=click.IntRange(4), default=60, show_default=True)
@click.option("--endpoints", type=click.IntRange(24), default=40, show_default=True)
@click.option("--weeks", type=click.IntRange(4), default=20, show_default=True)
@click.option("--pivots", type=click.IntRange(0), help="How many to plant. [default: 8 % of the partners]")
@click.option(
    "--calls",
    type=click.IntRange(1),
    help=f"About how many calls in all; large partners shrink most. [default: {_CALLS}; usage: as drawn]",
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--difficulty", type=click.Choice(["std", "hard"]), default="std", show_default=True)
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="A day of the first week.")
@click.option("--rotate", type=click.Choice(["week", "day"]), default="week", show_default=True)
@click.option("--gzip", "compress", is_flag=True, help="Write .gz files.")
@click.option("--story", is_flag=True, help="The demo's platform, made by hand: 48 partners, 14 weeks.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per file on stdout.")
def command(
    out: Path,
    format_name: str,
    partners: int,
    endpoints: int,
    weeks: int,
    pivots: int | None,
    calls: int | None,
    seed: int,
    difficulty: Difficulty,
    start: datetime | None,
    rotate: Rotation,
    compress: bool,
    story: bool,
    as_json: bool,
) -> None:
    """Write the gateway logs of a made-up platform with planted pivots into OUT.

    OUT/logs holds the lines, OUT/truth.json what was planted, OUT/partners.csv a register of most
    partners, OUT/openapi.yaml a description of part of the API. The same seed writes the same bytes.
    """
    import simulation  # noqa: PLC0415 - brings polars, which `pivotwatch --help` can do without

    if format_name != _USAGE and format_name not in simulation.LINE_FORMATS:
        raise UnknownNameError("log format", format_name, [*simulation.LINE_FORMATS, _USAGE])
    platform = (
        simulation.demo_platform(seed)
        if story
        else simulation.simulate(seed, partners, endpoints, weeks, difficulty, pivots)
    )
    if start is not None:
        platform = replace(platform, first_day=window_of(start.date(), "week").start)
    if calls is not None or not (story or format_name == _USAGE):
        platform = simulation.with_calls(platform, calls or _CALLS)
    lines = 0
    for path, count in _write(platform, out, format_name, rotate, compress=compress):
        lines += count
        if as_json:
            click.echo(json.dumps({"file": str(path), "format": format_name, "lines": count}))
    say(_summary(platform, out, format_name, lines))


def _write(
    platform: Platform, out: Path, format_name: str, rotate: Rotation, *, compress: bool
) -> Iterable[tuple[Path, int]]:
    import simulation  # noqa: PLC0415 - as above

    out.mkdir(parents=True, exist_ok=True)
    simulation.write_truth(platform, out / "truth.json")
    simulation.write_register(platform, simulation.callers_of(platform), out / "partners.csv")
    simulation.write_openapi(platform, out / "openapi.yaml")
    if format_name == _USAGE:
        return [(out / "usage.csv", simulation.write_usage(platform, out / "usage.csv"))]
    return simulation.write_logs(platform, out / "logs", format_name, rotation=rotate, compress=compress)


def _summary(platform: Platform, out: Path, format_name: str, lines: int) -> str:
    load = f"import-usage {out / 'usage.csv'}" if format_name == _USAGE else f"ingest {out / 'logs'}"
    partners, pivots = counted(len(platform.partners), "partner"), counted(len(platform.pivots), "pivot")
    return (
        f"{counted(lines, 'line')} of {partners}, {pivots} planted.\n"
        f"Next: pivotwatch endpoints import {out / 'openapi.yaml'}\n"
        f"      pivotwatch partners import {out / 'partners.csv'}\n"
        f"      pivotwatch {load}"
    )
