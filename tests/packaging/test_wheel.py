"""The wheel is whole: it installs in a clean environment and plays the demo there, far from the checkout."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (built,) = folder.glob("*.whl")
    return built


def test_it_carries_what_is_no_python(wheel: Path) -> None:
    """SQL files, migrations, templates and sample data are in the wheel; tests and benchmarks are not."""
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (".sql", ".html.j2", "pivotwatch/samples/article.csv", "migrations/0001_calls.sql"):
        assert any(name.endswith(wanted) for name in names), wanted
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/", "tools/", "notebooks/"))]


@pytest.mark.slow
def test_the_demo_works_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    """Installed into an environment of its own, `pivotwatch demo` ends with its report."""
    environment = tmp_path / "clean"
    venv.create(environment, with_pip=False)
    site = next((environment / "lib").glob("python3*")) / "site-packages"
    zipfile.ZipFile(wheel).extractall(site)
    # the libraries are those of this environment; the product itself must come from the wheel
    libraries = [path for path in sys.path if path.endswith("site-packages")]
    (site / "libraries.pth").write_text("\n".join(libraries), encoding="utf-8")
    code = "import pivotwatch, sys; print(pivotwatch.__file__); from pivotwatch.cli import main; main()"
    played = subprocess.run(
        [str(environment / "bin" / "python"), "-c", code, "--home", str(tmp_path / "demo"), "demo"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert played.returncode == 0, played.stderr
    assert str(site) in played.stdout
    (report,) = (tmp_path / "demo" / "reports").glob("*.html")
    assert "changed" in report.read_text(encoding="utf-8")
