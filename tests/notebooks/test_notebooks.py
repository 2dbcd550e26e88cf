"""Each notebook runs top to bottom, says what its prose says, and is stored without outputs."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from tests.notebooks.conftest import NOTEBOOKS, play

NAMES = sorted(file.stem for file in NOTEBOOKS.glob("*.ipynb"))


@pytest.mark.parametrize("name", NAMES)
def test_outputs_are_stripped(name: str) -> None:
    """A notebook in git is valid and has no outputs or execution counts: a diff shows what was changed."""
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    assert [cell for cell in code if cell.outputs or cell.execution_count is not None] == []
    assert notebook.cells[0].source.startswith(f"# {name[:2]} · ")


def test_the_article_by_steps(tmp_path: Path) -> None:
    """Notebook 01 finds four groups in 2-D, five in 3-D, Table 2's three, and says what data prefers."""
    played = play("01_the_articles_example", tmp_path)
    assert "['A', 'B', 'CDE', 'FG']" in played.text
    assert "['A', 'B', 'CDE', 'F', 'G']" in played.text
    assert played.text.count("['AB', 'CDE', 'FG']") == 3
    assert "0.707" in played.text
    assert played.text.count("[0 0 1 1 1 2 2]") == 3
    assert len(played.figures) == 5


def test_your_own_logs(tmp_path: Path) -> None:
    """Notebook 02 reads the sample logs without loss and ends with alerts and a picture or a page."""
    played = play("02_your_own_logs", tmp_path)
    assert "150,636 lines = 150,636 calls + 0 duplicates + 0 rejects." in played.text
    assert "pivot" in played.text
    assert "pandas" in played.text
    assert len(played.figures) == 3


def test_tuning_with_an_expert(tmp_path: Path) -> None:
    """Notebook 03 names who disagrees, ranks the sweep, leaves a shaky proposal, and accepts a stable one."""
    played = play("03_tuning_with_an_expert", tmp_path)
    assert "delta-desk" in played.text
    assert "hellinger" in played.text
    assert "merged" in played.text
    assert "0 disagree" in played.text
    assert "['delta-desk', 'garnet-freight']" in played.text
    assert "stability 0.71" in played.text
    assert re.search(r"kmeans with k 5.*stability 1\.00", played.text)
    assert "0 of 47 partners would be in another group" in played.text
    assert "assigns from 2026-W47 on" in played.text
    assert "reference" in played.text


def test_anatomy_of_a_pivot(tmp_path: Path) -> None:
    """Notebook 04 shows the four planted pivots, one of them with all four reasons."""
    played = play("04_anatomy_of_a_pivot", tmp_path)
    for partner in ("delta-credit", "garnet-freight", "delta-desk", "cedar-supply"):
        assert partner in played.text
    for reason in ("real ", "own ", "lasting ", "large "):
        assert reason in played.text


def test_back_testing_rules(tmp_path: Path) -> None:
    """Notebook 05 shows that a stricter rule costs a confirmed pivot, and which."""
    played = play("05_back_testing_rules", tmp_path)
    assert "lost_confirmed" in played.text
    assert "  - 2026-W46  pivot  cedar-supply added" in played.text


def test_false_alarms(tmp_path: Path) -> None:
    """Notebook 06 counts: the simple rule raises false alarms, Pivotwatch none, and finds all four pivots."""
    played = play("06_false_alarms", tmp_path)
    rows = [line.replace(" ", "").split("\u2506") for line in played.text.splitlines() if "\u2506" in line]
    table = {row[0].strip("\u2502"): [cell.strip("\u2502") for cell in row[1:]] for row in rows}
    assert table["Pivotwatch'spivot"] == ["4", "4", "0"]
    assert int(table["thegroupchanged"][2]) > 0


def test_warehouse_at_scale(tmp_path: Path) -> None:
    """Notebook 07 lets DuckDB count two million calls and goes on with the counts."""
    played = play("07_warehouse_at_scale", tmp_path)
    assert "2,0" in played.text
    assert "calls became" in played.text
    assert len(played.figures) == 1


def test_upsell(tmp_path: Path) -> None:
    """Notebook 08 lists the two growing partners below the highest tier, and not the one with an odd week."""
    played = play("08_upsell", tmp_path)
    offers = next(part for part in played.text.split("shape: ") if "first_ask" in part)
    assert "ember-credit" in offers
    assert "amber-desk" in offers
    assert "birch-credit" not in offers
