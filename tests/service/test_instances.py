"""Two instances on one home: one leads, the other passes on, and takes over when the first is killed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.service.processes import command, eventually, serving

LINE = '10.0.0.1 - acme [18/Nov/2026:12:00:00 +0000] "GET /v1/contacts/5 HTTP/1.1" 200 12 "-" "x"\n'
NOW = {"PIVOTWATCH_NOW": "2026-11-20T12:00:00Z"}
_TAKE_OVER_SECONDS = 60


@pytest.mark.slow
def test_a_killed_leader_is_replaced(tmp_path: Path, database: str) -> None:
    """Kill -9 of the leader: within a minute the other leads, and loads what both had accepted, once."""
    home = tmp_path / "home"
    options = ['--set=service.schedule={load = "every 1s"}', f"--set=governance.database={database}"]
    with (
        serving(home, tmp_path / "log1", *options, environment=NOW) as first,
        serving(home, tmp_path / "log2", *options, environment=NOW) as second,
    ):
        eventually(first.leads)
        assert not second.leads()
        assert second.get("/readyz").text.splitlines()[-1] == "following"
        # pages and the API come from the leader, cookies and all; the tap is everybody's own
        page = second.get("/sign-in")
        assert (page.status_code, "<form" in page.text) == (200, True)
        assert "set-cookie" in page.headers
        assert second.get("/api/v1/findings").status_code == 401
        assert first.send(LINE) in (200, 202, 204)
        assert second.send(LINE) in (200, 202, 204)

        began = time.monotonic()
        first.kill()
        eventually(second.leads, _TAKE_OVER_SECONDS)
        took = time.monotonic() - began
        assert took < _TAKE_OVER_SECONDS
        assert second.get("/sign-in").status_code == 200
        history = [*options, "jobs", "history", "load"]
        eventually(lambda: _loaded(command(home, *history).stdout) == 2)
        assert second.stop() == 0


def _loaded(history: str) -> int:
    words = [line.split("Loaded ")[1] for line in history.splitlines() if "Loaded " in line]
    return sum(int(each.split()[0]) for each in words)
