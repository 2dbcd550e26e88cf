"""`pivotwatch jobs` beside a service, and while none runs."""

from __future__ import annotations

import json
from typing import Any

from click.testing import CliRunner

from foundation import Home
from governance import forget_leader, note_leader
from pivotwatch.app import App
from pivotwatch.cli.jobs import command
from pivotwatch.service.job import JOBS
from tests.service.service_world import MONDAY, MovedClock, open_world


def _backup(app: App) -> dict[str, Any]:
    done = CliRunner().invoke(command, ["list", "--json"], obj=app, catch_exceptions=False)
    rows: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    return next(row for row in rows if row["job"] == "backup")


def _told(app: App, verb: str) -> None:
    done = CliRunner().invoke(command, [verb, "backup"], obj=app, catch_exceptions=False)
    assert done.exit_code == 0, done.output


def test_the_list_shows_the_next_run_that_is_stored(home: Home) -> None:
    """Also long after the service ended; a paused job has none, and one with another schedule a new one.

    What a service that leads has planned is told before what these settings would plan.
    """
    later = MovedClock(MONDAY)
    later.move(days=3)
    app = App(home, later)
    assert _backup(app)["next"] == "2026-11-27T02:30:00+00:00"
    with open_world(home) as world:
        world.timetable({"backup": JOBS["backup"]})
    assert _backup(app)["next"] == "2026-11-24T02:30:00+00:00"
    changed = App(home, later, {"service.schedule": '{backup = "0 9 * * *"}'})
    assert (_backup(changed)["schedule"], _backup(changed)["next"]) == (
        "0 9 * * *",
        "2026-11-26T09:00:00+00:00",
    )
    note_leader(app.record, "another", "http://127.0.0.1:1", "store", MONDAY)
    assert _backup(changed)["next"] == "2026-11-24T02:30:00+00:00"
    forget_leader(app.record, "another")
    _told(app, "pause")
    assert (_backup(app)["state"], _backup(app)["next"]) == ("paused", None)
    _told(app, "resume")
    assert (_backup(app)["state"], _backup(app)["next"]) == ("waits", "2026-11-27T02:30:00+00:00")
