"""The demo's story, told by its log files, is found again by the commands that a user would type."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from foundation import Home
from pivotwatch.cli import pivotwatch

DEMO = Path(__file__).parents[2] / "data" / "samples" / "demo"


def _run(home: Home, *arguments: object) -> str:
    words = ["--home", str(home.path), *map(str, arguments)]
    result = CliRunner().invoke(pivotwatch, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.slow
def test_alerts_are_the_planted_pivots(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every planted pivot is told once, within two weeks, and nothing else is told as a pivot."""
    monkeypatch.setenv("PIVOTWATCH_NOW", "2026-11-21T00:00:00Z")
    truth = json.loads((DEMO / "truth.json").read_text())
    _run(home, "endpoints", "import", DEMO / "openapi.yaml")
    _run(home, "partners", "import", DEMO / "partners.csv")
    _run(home, "ingest", DEMO / "logs")
    _run(home, "run", "--through", truth["last_window"])
    findings = [json.loads(line) for line in _run(home, "findings", "--json").splitlines()]
    told = [one for one in findings if one["kind"] == "pivot" and one["alert"]]
    planted = {one["partner"]: one["since_window"] for one in truth["pivots"]}
    assert sorted(one["partner"] for one in told) == sorted(planted)
    for one in told:
        assert planted[one["partner"]] <= one["since_window"] <= one["window"]
        assert int(one["window"][-2:]) - int(planted[one["partner"]][-2:]) <= 1
    in_last_window = [one for one in told if one["window"] == truth["last_window"]]
    assert len(in_last_window) == 2
