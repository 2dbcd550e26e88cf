"""As an analyst would: the wheel and JupyterLab in an environment of its own, far from the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import nbformat
import pytest

from tests.notebooks.conftest import NOTEBOOKS, Played

ROOT = NOTEBOOKS.parent


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel unpacked; libraries, JupyterLab among them, are those of this one."""
    folder = tmp_path_factory.mktemp("clean")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    venv.create(folder / "env", with_pip=False)
    site = next((folder / "env" / "lib").glob("python3*")) / "site-packages"
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(site)
    libraries = [path for path in sys.path if path.endswith("site-packages")]
    (site / "libraries.pth").write_text("\n".join(libraries), encoding="utf-8")
    return folder / "env"


_EXECUTE = "from nbclient.cli import main; main()"


def _environ(environment: Path, home: Path) -> dict[str, str]:
    """Return the variables of a fresh user: a kernel of this environment and no settings of this machine."""
    kernel = environment / "share" / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True, exist_ok=True)
    python = str(environment / "bin" / "python")
    spec = {"argv": [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"], "display_name": "clean"}
    (kernel / "kernel.json").write_text(json.dumps(spec | {"language": "python"}), encoding="utf-8")
    return {
        "PATH": f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "JUPYTER_PATH": str(environment / "share" / "jupyter"),
        "PLOTLY_RENDERER": "plotly_mimetype",
    }


@pytest.mark.slow
def test_notebook_01_from_the_wheel(environment: Path, tmp_path: Path) -> None:
    """`jupyter execute` plays notebook 01 with the product from the wheel, not from the checkout."""
    notebook = nbformat.read(NOTEBOOKS / "01_the_articles_example.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("print(pw.__file__)"))
    nbformat.write(notebook, tmp_path / "played.ipynb")
    python = str(environment / "bin" / "python")
    done = subprocess.run(
        [python, "-c", _EXECUTE, "--inplace", "--timeout=120", "played.ipynb"],
        cwd=tmp_path,
        env=_environ(environment, tmp_path),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    played = Played(nbformat.read(tmp_path / "played.ipynb", as_version=4))
    assert str(environment) in played.text
    assert "['A', 'B', 'CDE', 'FG']" in played.text
    assert len(played.figures) == 5


@pytest.mark.slow
def test_jupyterlab_starts_there(environment: Path, tmp_path: Path) -> None:
    """JupyterLab runs there and finds the kernel of that environment."""
    python = str(environment / "bin" / "python")
    kernels = ["jupyter_client.kernelspecapp", "list", "--json"]
    for arguments, expected in ((["jupyterlab", "--version"], "4."), (kernels, str(environment))):
        done = subprocess.run(
            [python, "-m", *arguments],
            cwd=tmp_path,
            env=_environ(environment, tmp_path),
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        assert expected in done.stdout
