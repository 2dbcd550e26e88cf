"""How notebooks are executed: from their source, in a kernel of their own, far from the checkout."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@dataclass(frozen=True)
class Played:
    """A notebook after it ran top to bottom."""

    notebook: NotebookNode

    @property
    def text(self) -> str:
        """All that it printed and showed as text."""
        outputs = [output for cell in self.notebook.cells for output in cell.get("outputs", [])]
        shown = [output.get("data", {}).get("text/plain", "") for output in outputs]
        return "\n".join([*(output.get("text", "") for output in outputs), *shown])

    @property
    def figures(self) -> list[dict[str, object]]:
        """The Plotly figures that it showed."""
        kind = "application/vnd.plotly.v1+json"
        outputs = [output for cell in self.notebook.cells for output in cell.get("outputs", [])]
        return [
            json.loads(json.dumps(output["data"][kind]))
            for output in outputs
            if kind in output.get("data", {})
        ]


def play(name: str, folder: Path) -> Played:
    """Execute a notebook in an empty folder; a cell that fails raises."""
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    return Played(notebook)


@pytest.fixture(autouse=True)
def _kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # figures as data, not as a page with all of plotly.js; and nothing from this machine's Jupyter settings
    monkeypatch.setenv("PLOTLY_RENDERER", "plotly_mimetype")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "jupyter"))
    monkeypatch.setenv("PYTHONPATH", str(NOTEBOOKS.parent))
