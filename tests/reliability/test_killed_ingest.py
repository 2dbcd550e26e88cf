"""Ingest that is killed at any moment loses nothing and doubles nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.ingest.killing import rounds


def test_ten_kills(tmp_path: Path) -> None:
    """After kill -9 and a restart the store holds what an undisturbed load gives."""
    assert list(rounds(10, tmp_path, lines=1000)) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
def test_hundred_kills(tmp_path: Path, seed: int) -> None:
    """The same, a hundred times in all, at other moments."""
    assert list(rounds(25, tmp_path, seed=seed)) == []
