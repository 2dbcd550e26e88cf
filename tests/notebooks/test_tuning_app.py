"""The tuning loop as a marimo app: it runs as a script, and judges what the expert said."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.notebooks.conftest import NOTEBOOKS

_PLAY = """
import json, sys
import pivotwatch as pw
sys.argv = ["tuning_app.py", "--home", "home", "--labels", "labels.csv"]
pw.command("import-usage", pw.samples_folder() / "article.csv", "--window", "2026-10", home="home")
pw.command("run", home="home")
from tuning_app import app
_, names = app.run()
seen, tried = names["seen"], names["tried"]
print(json.dumps({
    "labels": tried.labels_.tolist(),
    "agreement": seen.scores.adjusted_rand,
    "disagree": seen.disagreements["partner"].to_list(),
    "proposed": "proposed" in names,
}))
"""


def test_the_app_judges_what_the_expert_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the article it shows Table 2's groups, names who disagrees, and proposes nothing by itself."""
    monkeypatch.setenv("PYTHONPATH", f"{NOTEBOOKS.parent}:{NOTEBOOKS}")
    (tmp_path / "labels.csv").write_text("partner,group\nA,writes\nB,writes\nC,reads\nD,reads\nE,writes\n")
    done = subprocess.run(
        [sys.executable, "-c", _PLAY], cwd=tmp_path, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["labels"] == [0, 0, 1, 1, 1, 2, 2]
    assert 0 < told["agreement"] < 1
    assert told["disagree"] == ["E"]
    assert told["proposed"] is False
