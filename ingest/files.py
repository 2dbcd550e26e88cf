"""Which files the given paths mean, and which of them were asked for by name."""

from __future__ import annotations

import glob
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingest.streams import STDIN


@dataclass(frozen=True, slots=True)
class Wanted:
    """One input.

    Attributes
    ----------
    source
        Its path, or `-` for standard input.
    named
        Whether the user named it or a pattern of it; a file found in a folder may be anything, and one that
        is no log is passed over rather than failed.
    """

    source: str
    named: bool


def wanted_files(paths: Iterable[str]) -> list[Wanted]:
    """Return every file that the paths, folders (with all below them) and patterns mean, once each."""
    found: dict[str, Wanted] = {}
    for path in paths:
        for wanted in _of(path):
            found.setdefault(wanted.source, wanted)
    return list(found.values())


def _of(path: str) -> Iterable[Wanted]:
    if path == STDIN:
        return [Wanted(STDIN, named=True)]
    place = Path(path)
    if place.is_dir():
        inside = sorted(entry for entry in place.rglob("*") if entry.is_file())
        return [Wanted(str(entry), named=False) for entry in inside if not _hidden(entry, place)]
    if not place.exists() and glob.has_magic(path):
        matches = sorted(glob.glob(path, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
        return [wanted for match in matches for wanted in _of(match)] or [Wanted(path, named=True)]
    return [Wanted(path, named=True)]


def _hidden(entry: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in entry.relative_to(folder).parts)
