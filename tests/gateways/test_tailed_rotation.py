"""A real nginx writes, its log rotates in every way, a tap follows it and dies: all calls arrive, once."""

from __future__ import annotations

import gzip
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from snippet_gateways import tapping, wait_for_lines, with_snippet

from pivotwatch.cli import pivotwatch
from tools.record_gateways.backend import running_backend
from tools.record_gateways.gateways import running
from tools.record_gateways.traffic import drive_ordinary, plan

ROUNDS = 4
CALLS = len(plan(4))


def _renamed(log: Path, number: int) -> Path:
    """Rename the log and tell nginx to open it anew, as logrotate does."""
    target = log.with_name(f"{log.name}.{number}")
    log.rename(target)
    os.kill(int((log.parent / "nginx.pid").read_text()), signal.SIGUSR1)
    until = time.monotonic() + 20
    while not log.exists():
        assert time.monotonic() < until, "nginx did not open its log anew"
        time.sleep(0.01)
    return target


def _wait_until_written(log: Path) -> None:
    """Wait for the last line: what nginx logs into a file that is being packed or cut off is lost to all."""
    until = time.monotonic() + 20
    while log.read_bytes().count(b"\n") < CALLS:
        assert time.monotonic() < until, "nginx did not log all calls"
        time.sleep(0.01)


def _renamed_and_packed(log: Path, number: int) -> None:
    _wait_until_written(log)
    plain = _renamed(log, number)
    scratch = log.with_name(f"scratch{number}")
    scratch.write_bytes(gzip.compress(plain.read_bytes()))
    scratch.rename(f"{plain}.gz")
    plain.unlink()


def _copied_and_truncated(log: Path, number: int) -> None:
    _wait_until_written(log)
    shutil.copy(log, log.with_name(f"{log.name}.{number}"))
    os.truncate(log, 0)


@pytest.mark.slow
@pytest.mark.needs("nginx")
@pytest.mark.parametrize(
    ("rotate", "pattern"),  # the other pairs: tests/gateway_tap/test_file_tail.py, without processes
    [
        (_renamed, "pivotwatch.log"),
        (_renamed_and_packed, "pivotwatch.log*"),
        (_copied_and_truncated, "pivotwatch.log"),
    ],
)
def test_calls_are_those_of_the_backend(
    loader: Any, tmp_path: Path, rotate: Callable[[Path, int], object], pattern: str
) -> None:
    """Whatever way the log rotates, and though the tap is killed half-way, no call is lost or doubled."""
    gateway = with_snippet(
        "nginx", "nginx", {"/var/log/nginx/pivotwatch.log": "@folder@/pivotwatch.log"}, tmp_path
    )
    with tempfile.TemporaryDirectory(prefix="pivotwatch-") as scratch, running_backend() as backend:
        folder = Path(scratch)
        folder.chmod(0o755)  # nginx, started by root, serves as another user
        settings = {
            "tap.port": "0",
            "tap.file_tail.files": f'[{{glob = "{folder / pattern}", format = "nginx_json"}}]',
            "tap.file_tail.every_seconds": "0.05",
        }
        with running(gateway, folder, backend.port) as port:
            with tapping(loader.home.path, "file_tail", settings) as ports:
                for number in range(ROUNDS // 2):
                    drive_ordinary(port, plan(4, seed=number))
                    rotate(folder / "pivotwatch.log", number)
                os.kill(ports["pid"], signal.SIGKILL)
            for number in range(ROUNDS // 2, ROUNDS):  # while no tap runs
                drive_ordinary(port, plan(4, seed=number))
                rotate(folder / "pivotwatch.log", number)
            drive_ordinary(port, plan(4, seed=ROUNDS))
            with tapping(loader.home.path, "file_tail", settings):
                wait_for_lines(loader.home.path / "spool", sum(backend.calls.values()))
        counted = dict(backend.calls)
    arguments = ["--home", str(loader.home.path), "load", "--json"]
    result = CliRunner().invoke(pivotwatch, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert loader.named_calls() == loader.alike(counted.items())
