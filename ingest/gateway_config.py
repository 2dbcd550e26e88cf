"""Configurations to paste into gateways, so that they write what a format reads: `ingest/snippets/`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from foundation import UnknownNameError
from ingest.format import SHIPPED

_FOLDER = Path(__file__).parent / "snippets"


def snippet_names() -> Sequence[str]:
    """Return the names of all configurations, sorted."""
    return sorted(_files())


def snippets_of(format_name: str) -> Sequence[str]:
    """Return the names of the configurations that make a gateway write this format; the best one first."""
    known = SHIPPED[format_name].snippets or (format_name,) if format_name in SHIPPED else ()
    return [name for name in known if name in _files()]


def snippet(name: str) -> str:
    """Return a configuration.

    Parameters
    ----------
    name
        A gateway's name, or a format's, which stands for the first of its configurations.

    Raises
    ------
    UnknownNameError
    """
    files = _files()
    if name not in files:
        others = snippets_of(name)
        if not others:
            raise UnknownNameError("gateway configuration", name, sorted(files))
        name = others[0]
    return files[name].read_text(encoding="utf-8")


def _files() -> dict[str, Path]:
    return {file.stem: file for file in _FOLDER.iterdir() if not file.name.startswith(".")}
