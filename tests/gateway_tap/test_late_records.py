"""From a gateway's push to the window it belongs to, by the commands that people use."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from foundation import Home

PROGRAM = str(Path(sys.executable).with_name("pivotwatch"))
START = datetime(2026, 10, 5, tzinfo=UTC)  # a Monday: 2026-W41


def kong(identifier: str, when: datetime, partner: int, path: str) -> Mapping[str, Any]:
    return {
        "request": {"id": identifier, "uri": path, "method": "GET"},
        "response": {"status": 200, "size": 1},
        "latencies": {"request": 1},
        "consumer": {"username": f"partner-{partner}"},
        "started_at": int(when.timestamp() * 1000),
    }


def six_weeks() -> Iterator[Mapping[str, Any]]:
    for week in range(6):
        for partner in range(6):
            for hour in range(60):
                path = "/invoices" if partner % 2 else "/orders"
                when = START + timedelta(weeks=week, hours=hour)
                yield kong(f"{week}-{partner}-{hour}", when, partner, path)


def late() -> Iterator[Mapping[str, Any]]:
    """What partner-1 also did in 2026-W44, and what it did twice as a gateway sends it again."""
    for minute in range(30):
        when = START + timedelta(weeks=3, hours=5, minutes=minute)
        yield kong(f"late-{minute}", when, 1, "/exports")
    yield kong("3-1-0", START + timedelta(weeks=3), 1, "/invoices")


class Platform:
    """A home, its commands at a fixed time, and a tap that runs as long as something is pushed."""

    def __init__(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = home
        monkeypatch.setenv("PIVOTWATCH_NOW", "2026-11-21T12:00:00Z")

    def push(self, records: Iterator[Mapping[str, Any]]) -> None:
        command = [PROGRAM, "--home", str(self.home.path), "--set", "tap.port=0", "tap"]
        tap = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        try:
            assert tap.stderr is not None
            port = re.search(r"http port (\d+)", tap.stderr.readline())
            assert port is not None
            answer = httpx.post(f"http://127.0.0.1:{port[1]}/tap/kong", json=list(records))
            assert answer.status_code == 204, answer.text
            tap.send_signal(signal.SIGTERM)
            assert tap.wait(20) == 0
        finally:
            tap.kill()
            tap.communicate()

    def rows(self, *arguments: str) -> list[dict[str, Any]]:
        command = [PROGRAM, "--home", str(self.home.path), *arguments, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def calls(self, window: str) -> dict[str, int]:
        rows = self.rows("profiles", "--window", window, "--partner", "partner-1")
        return {row["endpoint"]: row["calls"] for row in rows}


@pytest.mark.slow
def test_late_records_reopen_their_window(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Late records count in the week they belong to, and that week and those after it are made again."""
    platform = Platform(home, monkeypatch)
    platform.push(six_weeks())
    (loaded,) = platform.rows("load")
    assert loaded["calls"] == 6 * 6 * 60
    first = platform.rows("run")
    assert [(row["window"], row["again"]) for row in first] == [(f"2026-W{n}", False) for n in range(41, 47)]
    assert platform.rows("run") == []
    assert platform.calls("2026-W44") == {"GET /invoices": 60}
    platform.push(late())
    (loaded,) = platform.rows("load")
    assert (loaded["calls"], loaded["duplicates"]) == (30, 1)
    again = platform.rows("run")
    assert [(row["window"], row["again"]) for row in again] == [(f"2026-W{n}", True) for n in (44, 45, 46)]
    assert platform.calls("2026-W44") == {"GET /invoices": 60, "GET /exports": 30}
    assert platform.calls("2026-W43") == {"GET /invoices": 60}
    assert platform.rows("run") == []


def dribble(weeks: int, last_hours: int) -> Iterator[Mapping[str, Any]]:
    """Calls in every hour of so many weeks, and in the first hours of the one after them."""
    for hour in range(weeks * 168 + last_hours):
        for partner in range(3):
            when = START + timedelta(hours=hour)
            yield kong(f"{hour}-{partner}", when, partner, "/invoices" if partner else "/orders")


@pytest.mark.slow
@pytest.mark.parametrize(("last_hours", "told"), [(72, True), (168, False)])
def test_a_silent_feed_is_a_finding(
    home: Home, monkeypatch: pytest.MonkeyPatch, last_hours: int, told: bool
) -> None:
    """A feed that stops in the middle of a week is an alert of that week; one that goes on is none."""
    platform = Platform(home, monkeypatch)
    platform.push(dribble(5, last_hours))
    platform.rows("load")
    platform.rows("run")
    found = platform.rows("findings", "--kind", "silent_feed")
    if not told:
        assert found == []
        return
    (finding,) = found
    assert (finding["window"], finding["alert"], finding["severity"]) == ("2026-W46", True, "high")
    assert "feed http_push.kong has brought no call since 2026-11-11" in finding["sentence"]
    report = home.path / "report.html"
    command = [PROGRAM, "--home", str(home.path), "report", "--window", "2026-W46", "--output", str(report)]
    subprocess.run(command, check=True, capture_output=True)
    assert "http_push.kong has brought no call" in report.read_text(encoding="utf-8")
