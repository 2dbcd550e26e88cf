"""`python -m benchmarks.scale.weekly`: one new week of a large platform, by the commands that a user gives.

Makes a platform of ten weeks in a home of its own: nine are in the store with profiles and groups, the tenth
is new. Then measures `pivotwatch run` (profiles, assignment, detection) and `pivotwatch report`, each in a
process of its own. The weeks before are processed without detectors: no finding is known from before.

Bars on two cores: 100,000 partners x 1,000 endpoints under 90 s and 6 GB; 1,000,000 partners under 15 min
and 12 GB.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.scale.commands import moment_after, run
from benchmarks.scale.platforms import ENDPOINTS_EACH, make_names, make_weeks
from detectors.registry import DETECTORS
from foundation import FixedClock, Home
from pivotwatch.app import App
from pivotwatch.cycle import process

WEEKS = 10


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale.weekly", description=__doc__)
    parser.add_argument("--partners", type=int, default=100_000)
    parser.add_argument("--endpoints", type=int, default=1_000)
    parser.add_argument(
        "--each", type=int, default=ENDPOINTS_EACH, help="endpoints that a partner uses, at most"
    )
    parser.add_argument("--method", default="kmeans", help="of clustering")
    parser.add_argument("--keep", type=Path, help="keep the home here; what is there is measured as it is")
    options = parser.parse_args()
    folder = options.keep or Path(tempfile.mkdtemp(prefix="scale-"))
    try:
        if not Home(folder).warehouse_file.exists():
            prepare(folder, options.partners, options.endpoints, options.each, options.method)
        print(json.dumps(measured(folder)))
    finally:
        if not options.keep:
            shutil.rmtree(folder)
    return 0


def prepare(
    folder: Path,
    partners: int,
    endpoints: int,
    each: int = ENDPOINTS_EACH,
    method: str = "kmeans",
    weeks: int = WEEKS,
) -> None:
    """Make a home with so many weeks of usage, of which all but the last are in profiles and groups."""
    folder.mkdir(parents=True, exist_ok=True)
    Home(folder).settings_file.write_text(f'[clustering]\nmethod = "{method}"\n', encoding="utf-8")
    quiet = {f"detectors.{name}.enabled": "false" for name in DETECTORS.names()}
    app = App(Home(folder), FixedClock(moment_after(weeks - 1)), quiet)
    with app.warehouse() as warehouse:
        make_names(warehouse, partners, endpoints)
        began = time.perf_counter()
        for week in range(weeks - 1):  # one by one: all at once would be spilled to disk
            make_weeks(warehouse, partners, endpoints, range(week, week + 1), each=each)
        _say(f"{weeks - 1} weeks of usage: {time.perf_counter() - began:.0f} s")
        for done in process(app, warehouse):
            _say(f"{done.window}: {done.partners} partners, {done.groups} groups, {done.seconds:.1f} s")
        make_weeks(warehouse, partners, endpoints, range(weeks - 1, weeks), each=each)
    app.forget_record()


def measured(folder: Path, weeks: int = WEEKS) -> dict[str, Any]:
    """Return what the last week took: the platform's size, the run with its stages, and the report."""
    ran = run(["run"], folder, weeks)
    reported = run(["report"], folder, weeks)
    (report,) = Home(folder).reports_folder.glob("*.html")
    with App(Home(folder), FixedClock(moment_after(weeks))).warehouse(read_only=True) as warehouse:
        last, partners, endpoints, rows = warehouse.one(
            "SELECT win, count(DISTINCT partner_id), count(DISTINCT endpoint_id), count(*) "
            "FROM profiles GROUP BY win ORDER BY win DESC LIMIT 1"
        )
        stages = warehouse.rows(
            "SELECT stage, seconds, counts FROM runs WHERE win = ? ORDER BY started_at", [last]
        )
    return {
        "partners": partners,
        "endpoints": endpoints,
        "rows_a_week": rows,
        "run": asdict(ran),
        "report": asdict(reported) | {"report_mb": round(report.stat().st_size / 1e6, 2)},
        "stages": {
            stage: {"seconds": round(seconds, 1), **json.loads(counts)} for stage, seconds, counts in stages
        },
    }


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
