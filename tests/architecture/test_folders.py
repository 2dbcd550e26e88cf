"""The folders, the layer contract, the wheel and the type checker speak of the same packages."""

from __future__ import annotations

import ast
import importlib
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = PROJECT["tool"]["importlinter"]
NOT_PRODUCT = {"tests", "benchmarks", "tools", "notebooks"}


def _packages() -> set[str]:
    return {file.parent.name for file in ROOT.glob("*/__init__.py")} - NOT_PRODUCT


def test_every_package_is_in_every_list() -> None:
    """A folder with an __init__.py is in every list of packages; none is forgotten."""
    layers = next(c["layers"] for c in CONTRACTS["contracts"] if c["type"] == "layers")
    assert set(layers) == _packages()
    assert set(CONTRACTS["root_packages"]) == _packages()
    assert set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == _packages()
    assert set(PROJECT["tool"]["mypy"]["packages"]) == _packages()


def test_every_forbidden_contract_names_all_other_packages() -> None:
    """A library that one folder owns is forbidden in every other; a new folder cannot slip past."""
    owners = {"duckdb": {"foundation"}, "sklearn": {"clustering", "detectors"}, "plotly": {"reports"}}
    owners |= {"sqlalchemy": {"governance"}}
    for contract in CONTRACTS["contracts"]:
        if contract["type"] == "forbidden":
            (library,) = contract["forbidden_modules"]
            assert set(contract["source_modules"]) == _packages() - owners.pop(library)
    assert not owners


def test_names_from_other_folders_are_public() -> None:
    """What one folder takes from another is in its __all__ (settings modules excepted)."""
    private = []
    for package in _packages():
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.ImportFrom) or not node.module or node.level:
                    continue
                top = node.module.split(".")[0]
                if top == package or top not in _packages() or node.module.endswith(".settings"):
                    continue
                names = set(getattr(importlib.import_module(node.module), "__all__", ()))
                private += [
                    f"{file.relative_to(ROOT)}: {node.module}.{a.name}"
                    for a in node.names
                    if a.name not in names
                ]
    assert private == []
