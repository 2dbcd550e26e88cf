"""Starts a command of the product and kills it with SIGKILL, which it cannot see coming."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

from foundation import Home

PATIENCE_SECONDS = 120.0


def killed(
    home: Home,
    arguments: Sequence[str],
    *,
    after_lines: int,
    then_seconds: float,
    environment: Mapping[str, str] | None = None,
) -> bool:
    """Run `pivotwatch ARGUMENTS`, kill it after some lines and a while; tell whether it was still alive.

    Parameters
    ----------
    after_lines
        Wait for so many lines on its stdout, so that the kill falls into the work and not into the start.
    then_seconds
        And then so long.

    Raises
    ------
    AssertionError
        When it ended by itself with an error.
    """
    start = "from pivotwatch.cli import main; main()"
    command = [sys.executable, "-c", start, "--home", str(home.path), *arguments]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **(environment or {})},
        start_new_session=True,
    )
    assert process.stdout is not None
    for _ in range(after_lines):
        process.stdout.readline()  # empty when it has ended
    time.sleep(then_seconds)
    was_alive = process.poll() is None
    if was_alive:
        os.killpg(process.pid, signal.SIGKILL)
    _, complaints = process.communicate(timeout=PATIENCE_SECONDS)
    assert was_alive or process.returncode == 0, complaints.decode()
    return was_alive
