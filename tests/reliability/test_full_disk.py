"""A disk that fills up while loading costs no data: a clear message, and the next run goes on."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.ingest.logs import write_combined
from foundation import Warehouse

_COMMAND = "from pivotwatch.cli import main; main()"
_LINES = 60_000


def _ingest(
    home: Path, file: Path, limit: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    options = ["--home", str(home), "--set", "ingest.segment_mb=1"]
    return subprocess.run(
        [sys.executable, "-c", _COMMAND, *options, "ingest", str(file)],
        capture_output=True,
        text=True,
        check=False,
        env={"PIVOTWATCH_NOW": "2026-11-22T00:00:00Z", "PATH": "/usr/bin:/bin"},
        preexec_fn=limit,
    )


def _calls(home: Path) -> int:
    with Warehouse.open(home / "pivotwatch.duckdb", read_only=True) as warehouse:
        calls: int = warehouse.one("SELECT count(*) FROM calls")[0]
        assert warehouse.one("SELECT sum(calls) FROM credential_usage") == (calls,)
        assert warehouse.one("SELECT sum(calls) FROM loads") == (calls,)
    return calls


def test_file_size_limit(tmp_path: Path) -> None:
    """When the store cannot grow, ingest says so, and what it had committed stays."""
    file, home = write_combined(tmp_path / "access.log", _LINES), tmp_path / "home"
    failed = _ingest(home, file, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, 1_500_000)))
    assert failed.returncode == 1
    assert "Make room on the disk" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert _ingest(home, file).returncode == 0
    assert _calls(home) == _LINES


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "none", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a tiny disk is not permitted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_full_disk(tiny_disk: Path, tmp_path: Path) -> None:
    """The same on a disk that is really full; with more room the next run loads the rest."""
    file, home = write_combined(tmp_path / "access.log", _LINES), tiny_disk / "home"
    failed = _ingest(home, file)
    assert failed.returncode == 1
    assert "Make room on the disk" in failed.stderr
    subprocess.run(["mount", "-o", "remount,size=200m", str(tiny_disk)], check=True)
    assert _ingest(home, file).returncode == 0
    assert _calls(home) == _LINES
