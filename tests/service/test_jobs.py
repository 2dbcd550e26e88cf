"""The jobs that ship: each works on an empty home, and the cycle catches up by what the stores say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.executors.debug import DebugExecutor

from foundation import Home
from governance import job_states
from pivotwatch.app import App
from pivotwatch.service.apart import told_here
from pivotwatch.service.context import Service
from pivotwatch.service.job import JOBS
from pivotwatch.service.timetable import Timetable
from pivotwatch.service.timing import timing
from tests.cycle.cycle_usage import load, usage_of
from tests.service.service_world import MovedClock

MONDAY_SIX = datetime(2026, 1, 19, 6, tzinfo=UTC)
"""Two weeks of usage are closed by then."""


@pytest.mark.parametrize("name", sorted(set(JOBS) - {"forget", "backup"}))
def test_it_runs_on_an_empty_home(home: Home, name: str) -> None:
    """With nothing to do it does nothing, and says nothing; its schedule can be read."""
    app = App(home)
    timing(JOBS[name].schedule)
    assert JOBS[name].about
    with app.warehouse() as warehouse:
        assert JOBS[name].run(Service(app, warehouse), app.clock.now(), "") == ""


def _ran(home: Home, now: datetime) -> str:
    """Start the service's timetable at a time, let it tick once; return what became of the cycle."""
    clock = MovedClock(now)
    app = App(home, clock)
    with app.warehouse() as warehouse:
        if not warehouse.rows("SELECT 1 FROM credential_usage LIMIT 1"):
            load(warehouse, usage_of(range(2)))
        jobs = {"cycle": JOBS["cycle"]}
        timetable = Timetable(Service(app, warehouse, told_here), jobs, "test", DebugExecutor())
        timetable.begin(now)
        timetable.tick(now)
        found = warehouse.rows("SELECT win FROM windows ORDER BY win")
    outcome = job_states(app.record)["cycle"].outcome if "cycle" in job_states(app.record) else ""
    return f"{outcome} {[win for (win,) in found]}"


def test_a_missed_monday_is_made_up_for(home: Home) -> None:
    """A service that starts on Wednesday processes the weeks that nobody did; again, it does nothing."""
    wednesday = MONDAY_SIX + timedelta(days=2)
    assert _ran(home, wednesday) == "done ['2026-W02', '2026-W03']"
    assert _ran(home, wednesday + timedelta(hours=1)) == "done ['2026-W02', '2026-W03']"


def test_before_its_time_the_newest_week_waits(home: Home) -> None:
    """Started on Monday at 03:00, with the last week the only one to do, it waits for 06:00."""
    assert _ran(home, MONDAY_SIX - timedelta(days=5)) == "done ['2026-W02']"
    assert _ran(home, MONDAY_SIX - timedelta(hours=3)) == "done ['2026-W02']"
    assert _ran(home, MONDAY_SIX + timedelta(minutes=1)) == "done ['2026-W02', '2026-W03']"
