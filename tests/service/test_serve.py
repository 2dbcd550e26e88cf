"""`pivotwatch serve` as its users meet it: real processes on loopback."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from foundation import Warehouse
from tests.service.processes import Running, command, eventually, serving

pytestmark = pytest.mark.slow  # a process that serves takes seconds to start

NOW = {"PIVOTWATCH_NOW": "2026-11-23T05:59:30Z"}
LINE = (
    '10.0.0.1 - acme [{day}/Nov/2026:12:00:{second:02} +0000] "GET /v1/contacts/5 HTTP/1.1" 200 12 "-" "x"\n'
)
EVERY_SECOND = '--set=service.schedule={load = "every 1s"}'
IDLE_MEMORY_MB = 450  # 277 at start; libraries of the weekly run stay mapped after the first one


def _lines(count: int, day: int = 18) -> str:
    return "".join(LINE.format(day=day, second=number % 60) for number in range(count))


def _calls(home: Path) -> int:
    with Warehouse.open(home / "pivotwatch.duckdb", read_only=True) as warehouse:
        return int(warehouse.one("SELECT count(*) FROM calls")[0])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("service") / "home"


@pytest.fixture(scope="module")
def service(home: Path) -> Iterator[Running]:
    """One service for the tests that only look at it."""
    with serving(home, home.parent / "log", EVERY_SECOND, environment=NOW) as running:
        yield running


def test_health_and_metrics(service: Running) -> None:
    """It is alive, ready and leads; metrics tell of tap and jobs; every answer has an id."""
    assert service.get("/healthz").text == "ok\n"
    ready = service.get("/readyz")
    assert ready.text.splitlines()[-1] == "leading"
    assert ready.headers["x-request-id"]
    eventually(lambda: 'job_success_timestamp_seconds{job="load"}' in service.get("/metrics").text)
    metrics = service.get("/metrics").text
    assert "pivotwatch_leads 1.0" in metrics
    assert 'pivotwatch_job_next_timestamp_seconds{job="backup"} 1795487400.0' in metrics
    assert "pivotwatch_tap_accepted_records_total" in metrics


def test_api_console_and_answers_are_there(service: Running) -> None:
    """The API wants a token, the console a sign-in, and an answer link that is none is told so."""
    assert service.get("/api/v1/findings").status_code == 401
    assert service.get("/").headers["location"].startswith("/sign-in")
    assert "<form" in service.get("/sign-in").text
    assert service.get("/answer/nonsense").status_code == 404


def test_records_sent_are_loaded(service: Running, home: Path) -> None:
    """What a gateway posts is in the store without anybody's doing."""
    assert service.send(_lines(5)) in (200, 202, 204)
    eventually(lambda: "Loaded 5 calls" in command(home, "jobs", "history", "load").stdout)


def test_the_week_is_processed_on_monday_at_six(service: Running, home: Path) -> None:
    """Half a minute after its start it is Monday 06:00, and the weekly cycle runs by itself."""
    assert service.send(_lines(3, day=19)) in (200, 202, 204)
    eventually(lambda: "Processed 2026-W47" in command(home, "jobs", "history", "cycle").stdout)


def test_commands_beside_the_service(service: Running, home: Path) -> None:
    """Jobs run in the service; a command that needs the store says how to go on, with exit code 3."""
    done = command(home, "jobs", "run", "retention", "--json")
    assert json.loads(done.stdout)["by"] == "service"
    refused = command(home, "run")
    assert refused.returncode == 3
    assert service.url in refused.stderr
    assert "pivotwatch jobs run cycle" in refused.stderr


def test_backup_while_running(service: Running, home: Path, tmp_path: Path) -> None:
    """The service writes the backup; another home restores it and has the same calls."""
    del service
    made = command(home, "backup", str(tmp_path / "backup"))
    assert made.returncode == 0, made.stderr
    restored = tmp_path / "restored"
    assert command(restored, "restore", str(tmp_path / "backup"), "--yes").returncode == 0
    assert _calls(restored) >= 5


def test_memory_when_idle(service: Running) -> None:
    """With a week loaded and processed, tap, API and console up, it stays small."""
    assert psutil.Process(service.process.pid).memory_info().rss / 1e6 < IDLE_MEMORY_MB


def test_logs_are_json_lines_and_tell_no_secrets(service: Running) -> None:
    """Every line but the first greeting is JSON; a request has id, path and time, and no query string."""
    service.get("/sign-in?next=hidden-query")
    service.get("/answer/hidden-token")
    eventually(lambda: "/sign-in" in service.log.read_text())
    lines = [line for line in service.log.read_text().splitlines() if not line.startswith("Pivotwatch")]
    found = [json.loads(line) for line in lines]
    assert "hidden" not in service.log.read_text()
    asked = next(each for each in found if each.get("path") == "/sign-in")
    assert {"time", "level", "request_id", "method", "status", "ms"} <= set(asked)


def test_an_address_in_use_is_told(service: Running, home: Path) -> None:
    """A second service on the port names the setting and ends with 1."""
    port = service.url.rpartition(":")[2]
    refused = command(home.parent / "other", "serve", "--port", port)
    assert refused.returncode == 1
    assert "service.port" in refused.stderr


def test_graceful_stop(tmp_path: Path) -> None:
    """SIGTERM right after records were accepted: it ends with 0, and the next load has them."""
    home = tmp_path / "home"
    with serving(home, tmp_path / "log", environment=NOW) as running:
        assert running.send(_lines(7)) in (200, 202, 204)
        assert running.stop() == 0
    assert "everything accepted is on disk" in running.log.read_text()
    assert command(home, "jobs", "run", "load").returncode == 0
    assert _calls(home) == 7


def test_a_second_ctrl_c_is_not_needed(tmp_path: Path) -> None:
    """SIGINT does the same."""
    with serving(tmp_path / "home", tmp_path / "log", environment=NOW) as running:
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(60) == 0
