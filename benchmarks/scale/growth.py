"""`python -m benchmarks.scale.growth`: how time and memory grow with calls, partners and endpoints.

Calls are counted by `pivotwatch pull`, beside DuckDB's own scan of the same columns of the same files;
partners and endpoints are measured by one new week (`benchmarks.scale.weekly`). Prints a line for each
measurement as it comes, then the exponents: seconds grow as size to the power of ..., fitted by least squares
of logarithms. Time is that of processors, which other work on the machine hardly changes.

`--calls`, `--partners`, `--endpoints` take the sizes; 1e9 calls want 40 GB of disk and some hours.
`--chart FILE` draws what was measured, `--from FILE` fits and draws what an earlier run printed.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.scale.calls import counting
from benchmarks.scale.drawing import drawn
from benchmarks.scale.weekly import measured, prepare

Point = dict[str, Any]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.scale.growth",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--calls", type=float, nargs="*", default=[1e6, 1e7])
    parser.add_argument("--partners", type=float, nargs="*", default=[1e3, 1e4])
    parser.add_argument("--endpoints", type=float, nargs="*", default=[1e2, 1e3])
    parser.add_argument("--chart", type=Path, help="write an SVG here")
    parser.add_argument("--from", dest="earlier", type=Path, help="lines of an earlier run, to draw again")
    options = parser.parse_args()
    points = []
    for point in _read(options.earlier) if options.earlier else _measure(options):
        points.append(point)
        print(json.dumps(point), flush=True)
    for name, exponent in exponents(points).items():
        print(f"{name}: processor seconds grow as size to the power of {exponent:.2f}")
    if options.chart:
        options.chart.write_text(drawn(points), encoding="utf-8")
    return 0


def _read(file: Path) -> Iterator[Point]:
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("{"):
            yield json.loads(line)


def _measure(options: argparse.Namespace) -> Iterator[Point]:
    for calls in options.calls:
        with tempfile.TemporaryDirectory(prefix="scale-") as folder:
            yield {"by": "calls", **counting(Path(folder), int(calls))}
    for partners in options.partners:
        yield {"by": "partners", "size": int(partners), **_week(int(partners), 1_000)}
    for endpoints in options.endpoints:
        yield {"by": "endpoints", "size": int(endpoints), **_week(1_000, int(endpoints))}


def _week(partners: int, endpoints: int) -> Point:
    with tempfile.TemporaryDirectory(prefix="scale-") as folder:
        prepare(Path(folder), partners, endpoints)
        took = measured(Path(folder))
    run, report = took["run"], took["report"]
    return {
        "seconds": round(run["processor_seconds"] + report["processor_seconds"], 1),
        "peak_mb": max(run["peak_mb"], report["peak_mb"]),
    }


def exponents(points: list[Point]) -> dict[str, float]:
    """Return, for each thing that grows, the slope of log seconds over log size; two sizes at least."""
    found = {}
    for by in dict.fromkeys(point["by"] for point in points):
        own = [point for point in points if point["by"] == by and point["seconds"] > 0]
        if len({point["size"] for point in own}) > 1:
            slope, _ = np.polyfit(
                np.log([point["size"] for point in own]), np.log([point["seconds"] for point in own]), 1
            )
            found[by] = float(slope)
    return found


if __name__ == "__main__":
    raise SystemExit(main())
