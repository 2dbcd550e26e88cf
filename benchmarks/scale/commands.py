"""Commands as a user gives them, each in a process of its own, and what they took."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.scale.platforms import FIRST_DAY


@dataclass(frozen=True, slots=True)
class Taken:
    """What a command took.

    Attributes
    ----------
    seconds
        By the wall's clock: on a machine with other work this is too much.
    processor_seconds
        Of all its threads.
    peak_mb
        The most memory that it held at once.
    """

    seconds: float
    processor_seconds: float
    peak_mb: int


def moment_after(weeks: int) -> datetime:
    """Return one hour after the end of so many weeks."""
    return datetime.combine(FIRST_DAY, datetime.min.time(), UTC) + timedelta(weeks=weeks, hours=1)


def run(arguments: Sequence[str], home: Path, weeks: int) -> Taken:
    """Run `pivotwatch` in a home as of a moment, and tell what it took.

    Raises
    ------
    subprocess.CalledProcessError
        When it fails; its words are on stderr.
    """
    command = [str(Path(sys.executable).with_name("pivotwatch")), "--home", str(home), *arguments]
    environment = {**os.environ, "PIVOTWATCH_NOW": moment_after(weeks).isoformat()}
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=sys.stderr) as process:
        peak = _watched(process)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(round(seconds, 1), round(used, 1), round(peak / 1024))


def _watched(process: subprocess.Popen[bytes]) -> int:
    """Wait for a process; return the most kB that it held, which the kernel forgets with it."""
    peak, ended = 0, threading.Event()
    waiting = threading.Thread(target=lambda: (process.wait(), ended.set()))
    waiting.start()
    status = Path(f"/proc/{process.pid}/status")
    while not ended.wait(0.05):
        try:
            lines = status.read_text(encoding="utf-8").splitlines()
        except OSError:
            break
        held = [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
        peak = max([peak, *held])
    waiting.join()
    return peak
