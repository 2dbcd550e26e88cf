"""Kills `pivotwatch run` over and over; `python -m tests.reliability.run_kills [ROUNDS]`, 100 by default."""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

from foundation import Home
from pivotwatch.app import App
from tests.cycle.cycle_usage import app_at, load, run, state, usage_of
from tests.reliability.killing import killed

WEEKS = 14


def prepare(home: Home) -> App:
    """Make a platform with usage of some weeks, none of them processed."""
    app = app_at(home, WEEKS)
    with app.warehouse() as warehouse:
        load(warehouse, usage_of(range(WEEKS)))
    return app


def kill_often(folder: Path, rounds: int, seed: int) -> int:
    """Kill runs at random points; after every completed pass the result must be that of an unbroken run.

    Returns
    -------
    int
        How many runs were alive when they were killed.
    """
    rng = random.Random(seed)
    whole, broken = prepare(Home(folder / "whole")), prepare(Home(folder / "broken"))
    with whole.warehouse() as warehouse:
        run(whole, warehouse)
        expected = state(warehouse)
    kills = 0
    for _ in range(rounds):
        moment = {"PIVOTWATCH_NOW": broken.clock.now().isoformat()}
        lines, seconds = rng.randint(1, 4), rng.uniform(0, 0.3)
        alive = killed(
            broken.home, ["run", "--json"], after_lines=lines, then_seconds=seconds, environment=moment
        )
        kills += alive
        if not alive:
            _check(broken, expected)
            _reopen(broken, rng)
    _check(broken, expected)
    return kills


def _check(app: App, expected: object) -> None:
    with app.warehouse() as warehouse:
        run(app, warehouse)
        assert state(warehouse) == expected
        assert run(app, warehouse) == []


def _reopen(app: App, rng: random.Random) -> None:
    with app.warehouse() as warehouse:
        (starts,) = zip(*warehouse.rows("SELECT start_day FROM windows ORDER BY start_day"), strict=True)
        warehouse.execute("DELETE FROM windows WHERE start_day >= ?", [rng.choice(starts[:8])])


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory(prefix="run_kills-") as made:
        done = kill_often(Path(made), asked, seed=1)
    print(f"{done} of {asked} runs were killed half-way; nothing was lost or doubled.")
