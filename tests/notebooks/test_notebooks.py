"""Each notebook runs top to bottom, says what its prose says, and is stored without outputs."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from tests.notebooks.conftest import NOTEBOOKS, play

NAMES = sorted(file.stem for file in NOTEBOOKS.glob("*.ipynb"))


@pytest.mark.parametrize("name", NAMES)
def test_outputs_are_stripped(name: str) -> None:
    """A notebook in git is valid and has neither outputs nor execution counts: a diff shows what was changed."""
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    assert [cell for cell in code if cell.outputs or cell.execution_count is not None] == []
    assert notebook.cells[0].source.startswith(f"# {name[:2]} · ")


def test_the_article_by_steps(tmp_path: Path) -> None:
    """Notebook 01 finds four groups in 2-D, five in 3-D and Table 2's three, and tells what the data prefers."""
    played = play("01_the_articles_example", tmp_path)
    assert "['A', 'B', 'CDE', 'FG']" in played.text
    assert "['A', 'B', 'CDE', 'F', 'G']" in played.text
    assert played.text.count("['AB', 'CDE', 'FG']") == 3
    assert "0.707" in played.text
    assert played.text.count("[0 0 1 1 1 2 2]") == 3
    assert len(played.figures) == 5
