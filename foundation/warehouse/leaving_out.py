"""Half a second less: DuckDB and Arrow import pandas, where it is installed, for a look at any value."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from types import ModuleType


class _Refusing:
    """A finder whose pandas cannot be imported; who only asks whether there is one is told yes."""

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None,  # noqa: ARG002 - the import system gives it
        target: ModuleType | None = None,  # noqa: ARG002 - as above
    ) -> ModuleSpec | None:
        # a loader by its methods
        return ModuleSpec(name, self) if name == "pandas" else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        raise ImportError(f"{spec.name} is left out here")

    def exec_module(self, module: ModuleType) -> None:
        raise AssertionError(f"{module} was never made")


@contextmanager
def pandas_left_out() -> Iterator[None]:
    """Keep pandas from being imported for the look at a value: without it imported no value can be of it.

    Another thread might just then need it, so only where there is none.
    """
    if "pandas" in sys.modules or threading.active_count() > 1:
        yield
        return
    refusing = _Refusing()
    sys.meta_path.insert(0, refusing)
    try:
        yield
    finally:
        sys.meta_path.remove(refusing)
