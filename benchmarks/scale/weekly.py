"""`python -m benchmarks.scale.weekly`: one new week of a large platform, in a process of its own.

Bars on two cores (profiles, assignment, detection, report): 100,000 partners x 1,000 endpoints under 90 s and
6 GB; 1,000,000 partners under 15 min and 12 GB.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.scale.platforms import FIRST_DAY, make_names, make_weeks
from foundation import FixedClock, Home
from pivotwatch.app import App
from pivotwatch.cycle import process

WEEKS = 10


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale.weekly", description=__doc__)
    parser.add_argument("--partners", type=int, default=100_000)
    parser.add_argument("--endpoints", type=int, default=1_000)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.home:
        return _one_week(options.home)
    print(json.dumps(measured(options.partners, options.endpoints)))
    return 0


def measured(partners: int, endpoints: int) -> dict[str, float]:
    """Return what the last of ten weeks took: seconds, and peak memory in MB."""
    with tempfile.TemporaryDirectory(prefix="scale-") as folder:
        home = Path(folder)
        history = _app(home, WEEKS - 1)
        with history.warehouse() as warehouse:
            make_names(warehouse, partners, endpoints)
            rows = make_weeks(warehouse, partners, endpoints, range(WEEKS - 1))
            for _ in process(history, warehouse):
                pass
            make_weeks(warehouse, partners, endpoints, range(WEEKS - 1, WEEKS))
        command = [sys.executable, "-m", "benchmarks.scale.weekly", "--home", folder]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    return {"partners": partners, "endpoints": endpoints, "rows": rows, **json.loads(done.stdout)}


def _one_week(folder: Path) -> int:
    app = _app(folder, WEEKS)
    began = time.perf_counter()
    with app.warehouse() as warehouse:
        (done,) = process(app, warehouse)
    judged = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "window": done.window,
                "groups": done.groups,
                "pivots": done.pivots,
                "seconds": round(judged, 1),
                "processor_seconds": round(used.ru_utime + used.ru_stime, 1),
                "peak_mb": round(used.ru_maxrss / 1024),
            }
        )
    )
    return 0


def _app(folder: Path, weeks: int) -> App:
    moment = datetime.combine(FIRST_DAY, datetime.min.time(), UTC) + timedelta(weeks=weeks, hours=1)
    return App(Home(folder), FixedClock(moment))


if __name__ == "__main__":
    raise SystemExit(main())
