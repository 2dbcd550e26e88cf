"""Package faces that import what is behind a name when the name is first used (PEP 562).

A command that lists findings must not pay for the clustering of scikit-learn, nor settings for the warehouse.
A face names everything twice: under `TYPE_CHECKING` for type checkers and people, and here for Python itself;
a test holds the two together.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping, Sequence


def lazily(package: str, places: Mapping[str, Sequence[str]]) -> Callable[[str], object]:
    """Return the `__getattr__` of a package.

    Parameters
    ----------
    package
        Its `__name__`.
    places
        Module to the names that it holds; a name is found once and then stays in the package.
    """
    home = {name: module for module, names in places.items() for name in names}

    def found(name: str) -> object:
        if name not in home:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value: object = getattr(importlib.import_module(home[name]), name)
        setattr(sys.modules[package], name, value)
        return value

    return found
