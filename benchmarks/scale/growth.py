"""`python -m benchmarks.scale.growth`: how time and memory grow with calls, partners and endpoints.

Calls are counted by `pivotwatch pull`, beside DuckDB's own scan of the same columns of the same files;
partners and endpoints are measured by one new week (`benchmarks.scale.weekly`). Prints a line for each
measurement as it comes, then the exponents: seconds and memory grow as size to the power of them, fitted by
least squares of logarithms over all sizes, and between the two largest, where what a start costs is
small. Time is that of processors, which other work on the machine hardly changes.

`--calls`, `--partners`, `--endpoints` take the sizes; 1e9 calls want 20 GB of disk and an hour. With
`--results FILE` each measurement is kept there, and the same command goes on where it was stopped.
`--chart FILE` draws what was measured.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.scale.calls import counting
from benchmarks.scale.drawing import drawn
from benchmarks.scale.fitting import exponents
from benchmarks.scale.weekly import measured, prepare

Point = dict[str, Any]

EACH = 8
"""Endpoints that a partner uses, at most, whatever the platform's size."""
_FEW_PARTNERS, _MANY_ENDPOINTS = 1_000, 1_000


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.scale.growth",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--calls", type=float, nargs="*", default=[1e6, 1e7])
    parser.add_argument("--partners", type=float, nargs="*", default=[1e3, 1e4])
    parser.add_argument("--endpoints", type=float, nargs="*", default=[1e2, 1e3])
    parser.add_argument("--results", type=Path, help="keep measurements here, and do not repeat them")
    parser.add_argument("--homes", type=Path, help="keep files and platforms here; what is there is used up")
    parser.add_argument("--chart", type=Path, help="write an SVG here")
    options = parser.parse_args()
    points = _read(options.results)
    done = {(point["by"], point["size"]) for point in points}
    wanted = [(by, int(size)) for by in ("calls", "partners", "endpoints") for size in getattr(options, by)]
    for point in _measure([one for one in wanted if one not in done], options.homes):
        points.append(point)
        print(json.dumps(point), flush=True)
        if options.results:
            with options.results.open("a", encoding="utf-8") as file:
                file.write(json.dumps(point) + "\n")
    for line in exponents(points):
        print(line)
    if options.chart:
        options.chart.write_text(drawn(points), encoding="utf-8")
    return 0


def _read(file: Path | None) -> list[Point]:
    if file is None or not file.exists():
        return []
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]


def _measure(wanted: list[tuple[str, int]], homes: Path | None) -> Iterator[Point]:
    for by, size in wanted:
        if by == "calls":
            with tempfile.TemporaryDirectory(prefix="scale-") as temporary:
                yield {"by": by, **counting((homes or Path(temporary)) / f"{size}-calls", size)}
        elif by == "partners":
            yield {"by": by, "size": size, **_week(size, _MANY_ENDPOINTS, homes)}
        else:
            yield {"by": by, "size": size, **_week(_FEW_PARTNERS, size, homes)}


def _week(partners: int, endpoints: int, homes: Path | None) -> Point:
    with tempfile.TemporaryDirectory(prefix="scale-") as temporary:
        folder = (homes or Path(temporary)) / f"{partners}x{endpoints}"
        if not folder.exists():
            prepare(folder, partners, endpoints, each=EACH)
        took = measured(folder)
    run, report = took["run"], took["report"]
    return {
        "seconds": round(run["processor_seconds"] + report["processor_seconds"], 1),
        "wall_seconds": round(run["seconds"] + report["seconds"], 1),
        "peak_mb": max(run["peak_mb"], report["peak_mb"]),
        "rows_a_week": took["rows_a_week"],
    }


if __name__ == "__main__":
    raise SystemExit(main())
