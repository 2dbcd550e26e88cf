"""What a command imports: a listing answers at once, because it brings in nothing that it does not need."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

FACES = (
    "foundation",
    "gateway_tap",
    "ingest",
    "ingest.pulling",
    "features",
    "clustering",
    "detectors",
    "governance",
    "pivotwatch",
)
ROOT = Path(__file__).parents[2]
COMMAND = """
import sys
from pivotwatch.cli import main
sys.argv[1:] = {arguments!r}
try:
    main()
except SystemExit as stopped:
    assert not stopped.code, stopped.code
print("imported:", *(name for name in {heavy!r} if sys.modules.get(name) is not None), file=sys.stderr)
"""
HEAVY = ("sklearn", "scipy", "pandas", "plotly", "ingest.formats")


def imported(home: Path, *arguments: str) -> list[str]:
    """Run a command in a new process and return which heavy modules it has brought in."""
    code = COMMAND.format(arguments=["--home", str(home), *arguments], heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    (line,) = (line for line in done.stderr.splitlines() if line.startswith("imported:"))
    return line.split()[1:]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the article's table, processed."""
    home = tmp_path_factory.mktemp("small") / "home"
    table = ROOT / "data" / "samples" / "article.csv"
    imported(home, "import-usage", str(table), "--window", "2026-W10")
    assert "sklearn" in imported(home, "run")
    return home


@pytest.mark.parametrize(
    "listing",
    [
        ["--help"],
        ["findings", "--json"],
        ["groups", "--json"],
        ["profiles", "--json"],
        ["partners", "list", "--json"],
        ["endpoints", "list", "--json"],
        ["rejects", "--json"],
    ],
    ids=" ".join,
)
def test_listings_bring_in_no_analytics(small: Path, listing: list[str]) -> None:
    """What only lists rows imports neither models nor charts nor formats."""
    assert imported(small, *listing) == []


@pytest.mark.parametrize("package", FACES)
def test_a_face_keeps_what_it_promises(package: str) -> None:
    """Every name of a folder's __all__ is there at first use, and none is hidden by a module of that name."""
    module = importlib.import_module(package)
    assert module.__all__
    assert [name for name in module.__all__ if isinstance(getattr(module, name), ModuleType)] == []
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        module.nothing_of_the_kind  # noqa: B018 - reading it is what is tested
