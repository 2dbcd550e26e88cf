"""Package faces that import what is behind a name when the name is first used (PEP 562).

A command that lists findings must not pay for the clustering of scikit-learn, nor settings for the warehouse.
A face is its imports under `if TYPE_CHECKING:`: type checkers and people read them there, and so does
`lazily`, so that each name is written once.
"""

from __future__ import annotations

import ast
import importlib
import sys
from pathlib import Path
from types import ModuleType

__all__ = ["lazily"]


def lazily(package: str) -> None:
    """Give a package the names that its face imports for type checkers, and `__all__` of them.

    Parameters
    ----------
    package
        Its `__name__`. A name is found once and then stays in the package.
    """
    face = sys.modules[package]
    homes: dict[str, str] = {}

    def found(name: str) -> object:
        if not homes:  # read when a name is first missing, not for every package that is passed through
            homes.update(_promised(face))
        value: object
        if name == "__all__":
            value = sorted(homes)
        elif name in homes:
            value = getattr(importlib.import_module(homes[name]), name)
        else:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        setattr(face, name, value)
        return value

    # set here and not by an assignment in the face, where it would tell type checkers that every name exists
    vars(face).update(__getattr__=found, __dir__=lambda: sorted({*vars(face), *face.__all__}))


def _promised(face: ModuleType) -> dict[str, str]:
    """Return the names that a face imports under `if TYPE_CHECKING:`, and the module that holds each."""
    tree = ast.parse(Path(str(face.__file__)).read_text(encoding="utf-8"))
    guards = [
        node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    ]
    imports = [node for guard in guards for node in guard.body if isinstance(node, ast.ImportFrom)]
    return {name.name: str(each.module) for each in imports for name in each.names}
