"""A platform of its own for each test, on which the clock stands still."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.command_line import Platform


@pytest.fixture
def platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Platform:
    """An empty platform, on Tuesday, 24 November 2026."""
    monkeypatch.setenv("PIVOTWATCH_NOW", "2026-11-24T12:00:00+00:00")
    monkeypatch.chdir(tmp_path)
    return Platform(tmp_path / "home")
