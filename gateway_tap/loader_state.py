"""What the loader tells the tap, in a small file, so that one page of metrics shows the whole way."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

_FILE = "loader.json"


@dataclass(frozen=True, slots=True)
class LoadedCounts:
    """What the loader did with one source's records, ever.

    Attributes
    ----------
    loaded
        Became calls.
    """

    loaded: int = 0
    rejected: int = 0
    duplicates: int = 0

    def plus(self, loaded: int, rejected: int, duplicates: int) -> LoadedCounts:
        """Return the sum."""
        return LoadedCounts(self.loaded + loaded, self.rejected + rejected, self.duplicates + duplicates)


def read_loader_state(folder: Path) -> dict[str, LoadedCounts]:
    """Return the counts by source; empty when no loader has run."""
    try:
        found = orjson.loads((folder / _FILE).read_bytes())
        return {source: LoadedCounts(**counts) for source, counts in found.items()}
    except (FileNotFoundError, ValueError, TypeError, AttributeError):
        # it is for display only; a damaged one starts again
        return {}


def write_loader_state(folder: Path, state: Mapping[str, LoadedCounts]) -> None:
    """Replace the counts, at once or not at all."""
    scratch = folder / f"{_FILE}.{os.getpid()}"
    scratch.write_bytes(orjson.dumps({source: asdict(counts) for source, counts in state.items()}))
    scratch.replace(folder / _FILE)
