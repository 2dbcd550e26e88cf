"""Ctrl-C at any moment ends `ingest` and `run` at once, and leaves what an undisturbed one would build on."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pivotwatch.cli._interrupts import Interrupts

_LINES = 60_000
_ENTRY = [sys.executable, "-c", "from pivotwatch.entry import main; main()"]
# says when Ctrl-C would reach us at all: until then it is the interpreter's own, and where the tests run as a
# job in the background it is ignored
_ENTRY_THAT_SAYS_SO = [
    sys.executable,
    "-c",
    (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "print('started', flush=True); from pivotwatch.entry import main; main()"
    ),
]


def _command(home: Path, *arguments: str, entry: Sequence[str] = _ENTRY) -> list[str]:
    return [*entry, "--home", str(home), "--set", "ingest.segment_mb=1", *arguments]


def _rows(home: Path, *arguments: str) -> list[dict[str, Any]]:
    done = subprocess.run(_command(home, *arguments, "--json"), capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _interrupted(home: Path, after_seconds: float, *arguments: str) -> tuple[int, str]:
    """Call a command, press Ctrl-C after a while, and return its exit code and what it said."""
    command = _command(home, *arguments, entry=_ENTRY_THAT_SAYS_SO)
    with subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout
        running.stdout.readline()
        time.sleep(after_seconds)  # the moment is what is tested; nothing is waited for
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
    return running.returncode, said


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Several megabytes of lines over six weeks."""
    file = tmp_path_factory.mktemp("log") / "access.log"
    with file.open("w") as out:
        for number in range(_LINES):
            day = number * 42 // _LINES
            stamp = f"{1 + day % 28:02}/{'Sep' if day < 28 else 'Oct'}/2026:10:00:{number % 60:02} +0000"
            request = f"GET /v1/things/{number} HTTP/1.1"
            out.write(f'1.1.1.1 - partner-{number % 40} [{stamp}] "{request}" 200 5 "-" "x"\n')
    return file


@pytest.mark.slow
def test_ingest_and_run_go_on_where_they_were_interrupted(log: Path, tmp_path: Path) -> None:
    """Each Ctrl-C ends the command with code 130 and no traceback; nothing is missing or doubled."""
    home = tmp_path / "home"
    for command in (["ingest", str(log)], ["run", "--through", "2026-W42"]):
        ended = [_interrupted(home, tenth / 10, *command) for tenth in (5, 8, 11, 15, 19, 25)]
        # -SIGINT: the interpreter had only just been told to listen, and knew nothing of us
        ours = [(code, said) for code, said in ended if code != -signal.SIGINT]
        assert {code for code, _ in ours} <= {0, 130}, ours
        assert 130 in {code for code, _ in ours}
        assert "Traceback" not in "".join(said for _, said in ours)
        subprocess.run(_command(home, *command), capture_output=True, check=True)
    assert sum(row["calls"] for row in _rows(home, "endpoints")) == _LINES
    assert sum(row["calls"] for row in _rows(home, "groups")) == _LINES
    assert _rows(home, "run", "--through", "2026-W42") == []


def test_a_dropped_interrupt_is_noticed_at_the_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """KeyboardInterrupt that compiled code swallowed is raised again between steps; else nothing is."""
    monkeypatch.setattr(signal, "signal", lambda _, handler: handlers.append(handler))
    monkeypatch.setattr(signal, "getsignal", lambda _: signal.default_int_handler)
    handlers: list[Any] = []
    interrupts = Interrupts(leave=lambda: None)
    interrupts.watch()
    interrupts.check()
    with pytest.raises(KeyboardInterrupt):
        handlers[0](signal.SIGINT, None)  # dropped by whoever called it
    with pytest.raises(KeyboardInterrupt):
        interrupts.check()
    interrupts.watch()
    interrupts.check()


def test_what_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that still runs some time after Ctrl-C is left; one begun anew before then is not."""
    monkeypatch.setattr(signal, "signal", lambda _, handler: handlers.append(handler))
    monkeypatch.setattr(signal, "getsignal", lambda _: signal.default_int_handler)
    handlers: list[Any] = []
    left = threading.Event()
    interrupts = Interrupts(0.01, left.set)
    interrupts.watch()
    with pytest.raises(KeyboardInterrupt):
        handlers[0](signal.SIGINT, None)
    assert left.wait(30)
    kept = threading.Event()
    interrupts = Interrupts(3600, kept.set)
    interrupts.watch()
    with pytest.raises(KeyboardInterrupt):
        handlers[1](signal.SIGINT, None)
    interrupts.watch()
    assert not kept.is_set()
    assert not [
        each
        for each in threading.enumerate()
        if isinstance(each, threading.Timer) and not each.finished.is_set()
    ]
