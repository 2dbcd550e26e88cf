"""`pivotwatch run` is killed half-way and goes on where it stopped."""

from __future__ import annotations

from pathlib import Path

from tests.reliability.run_kills import kill_often


def test_a_run_that_is_killed_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """After kills at random points the next run completes the work, with the rows of an unbroken run."""
    assert kill_often(tmp_path, rounds=4, seed=11) >= 3
