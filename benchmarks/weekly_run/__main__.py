"""`python -m benchmarks.weekly_run`: what a run over a large platform's usage costs.

In all, and for one new week. Bars on two cores: 2,000 partners x 300 endpoints x 28 weeks in under 60 s, a
single new window in under 5 s.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.weekly_run.loading import load_names, load_weeks
from foundation import FixedClock, Home
from pivotwatch.app import App
from pivotwatch.cycle import process
from pivotwatch.window_summary import WindowSummary
from simulation import Platform, simulate

TOTAL_BAR_SECONDS, WINDOW_BAR_SECONDS = 60.0, 5.0


def main() -> int:
    options = _options()
    platform = simulate(options.seed, options.partners, options.endpoints, options.weeks, "hard")
    with tempfile.TemporaryDirectory(prefix="weekly_run-") as folder:
        return _measured(platform, Home(Path(folder)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.weekly_run", description=__doc__)
    for name, default in (("partners", 2000), ("endpoints", 300), ("weeks", 28), ("seed", 7)):
        parser.add_argument(f"--{name}", type=int, default=default)
    return parser.parse_args()


def _measured(platform: Platform, home: Home) -> int:
    weeks = len(platform.successes)
    with _app(home, platform, 0).warehouse() as warehouse:
        load_names(warehouse, platform)
        rows = load_weeks(warehouse, platform, range(weeks - 1), load_id=1)
    size = f"{len(platform.partners):,} partners x {len(platform.endpoints):,} endpoints x {weeks} weeks"
    print(f"{size}: {rows:,} rows of usage")
    total = _run(_app(home, platform, weeks - 1), shown=True)
    with _app(home, platform, 0).warehouse() as warehouse:
        load_weeks(warehouse, platform, range(weeks - 1, weeks), load_id=2)
    single = _run(_app(home, platform, weeks), shown=True)
    nothing = _run(_app(home, platform, weeks), shown=False)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(
        f"in all {total + single:.1f} s (bar {TOTAL_BAR_SECONDS:.0f}), one new window {single:.1f} s "
        f"(bar {WINDOW_BAR_SECONDS:.0f}), nothing to do {nothing:.2f} s; "
        f"processor {used.ru_utime + used.ru_stime:.0f} s with drawing the platform, "
        f"peak memory {used.ru_maxrss / 1024:,.0f} MB; load {os.getloadavg()[0]:.1f}"
    )
    return 0 if total + single < TOTAL_BAR_SECONDS and single < WINDOW_BAR_SECONDS else 1


def _app(home: Home, platform: Platform, weeks: int) -> App:
    moment = datetime.combine(platform.first_day, datetime.min.time(), UTC) + timedelta(weeks=weeks, hours=1)
    return App(home, FixedClock(moment))


def _run(app: App, *, shown: bool) -> float:
    began = time.perf_counter()
    with app.warehouse() as warehouse:
        for done in process(app, warehouse):
            if shown:
                print(_line(done), flush=True)
    return time.perf_counter() - began


def _line(done: WindowSummary) -> str:
    return (
        f"  {done.window}  {done.seconds:6.2f} s  {done.groups:3d} groups  {done.pivots:3d} pivots "
        f"{done.other_findings:4d} other findings  {done.alerts:3d} alerts"
    )


if __name__ == "__main__":
    raise SystemExit(main())
