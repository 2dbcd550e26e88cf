"""The service is killed while it loads and processes, and loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reliability.service_kills import kill_often


@pytest.mark.slow
def test_a_service_that_is_killed_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """After kill -9 at random points every line that was answered for is there once."""
    assert kill_often(tmp_path, rounds=20, seed=3) > 0
