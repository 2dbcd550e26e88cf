"""Keeping an idle service small: what is freed goes back to the system, and what nobody needs stays out."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

_M_ARENA_MAX = -8  # mallopt(3)
_LEFT_OUT = "pandas"
_LIBRARIES = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # its own one keeps what is freed
    "_RJEM_MALLOC_CONF": "dirty_decay_ms:200,muzzy_decay_ms:0",  # that of polars gives it back soon
    # the matrices here are small: a second thread waits in a loop for its turn, and takes it from the pages
    "OPENBLAS_NUM_THREADS": "1",
}
_SWITCH_SECONDS = 0.001
"""Threads take turns in Python after so long (5 ms by default): beside a job a page waits for many turns."""


class _WithoutPandas(PathFinder):
    """Finds every module but pandas, as if it were not installed."""

    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname == _LEFT_OUT:
            return None
        return super().find_spec(fullname, path, target)


def spare_memory() -> None:
    """Set up this process to stay small and to answer soon; to be called once, before it does anything.

    Threads share two heaps (glibc would make eight for each core, and keep what is freed in each). Pandas,
    which Arrow and DuckDB import unasked where it is installed, stays out: nothing here uses it, and it costs
    a second and 45 MB.
    """
    for name, value in _LIBRARIES.items():
        os.environ.setdefault(name, value)  # read when the libraries are loaded
    if _LEFT_OUT not in sys.modules:
        sys.meta_path[:] = [_WithoutPandas if each is PathFinder else each for each in sys.meta_path]
    sys.setswitchinterval(_SWITCH_SECONDS)
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)


def settle_memory() -> None:
    """Take what was made at the start for lasting: looking for garbage passes it over from now on.

    A look at everything holds up every page for a tenth of a second.
    """
    gc.collect()
    gc.freeze()


def give_back_memory() -> None:
    """Give freed memory back to the system, after work that took a lot of it."""
    gc.collect()
    arrow = sys.modules.get("pyarrow")
    if arrow is not None:
        arrow.default_memory_pool().release_unused()
    with suppress(OSError, AttributeError):  # another C library than glibc has no such thing
        ctypes.CDLL(None).malloc_trim(0)
