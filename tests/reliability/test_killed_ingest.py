"""Ingest that is killed at any moment loses nothing and doubles nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.ingest.killing import rounds


def test_ten_kills(tmp_path: Path) -> None:
    """After kill -9 and a restart the store holds what an undisturbed load gives."""
    assert list(rounds(10, tmp_path, lines=1000)) == []


@pytest.mark.slow
def test_hundred_kills(tmp_path: Path) -> None:
    """The same, a hundred times, at other moments."""
    assert list(rounds(100, tmp_path, seed=2)) == []
