"""What the commands of the tap share; imports none of the analytics parts."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine, Mapping
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, Field

from foundation import Home, Section, load_settings
from gateway_tap.settings import TapSettings


class _OnlyTap(Section):
    """The part of `pivotwatch.toml` that a tap needs; the rest is judged where it is used."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    tap: TapSettings = Field(default_factory=TapSettings)
    ingest: dict[str, Any] = Field(default_factory=dict)


def tap_settings(home: Home, overrides: Mapping[str, str]) -> tuple[TapSettings, set[str]]:
    """Return the tap's settings, and the names of the formats that the settings define.

    Raises
    ------
    ConfigurationError
        Naming every problem of the section `[tap]`.
    """
    found = load_settings(_OnlyTap, home.settings_file, os.environ, overrides)
    return found.tap, set(found.ingest.get("nginx_log_formats", {}))


def spool_folder(home: Home, settings: TapSettings) -> Path:
    """Return where the spool is."""
    return settings.spool.folder or home.path / "spool"


def known_formats() -> set[str]:
    """Return the names of the shipped and installed formats, without importing `ingest`."""
    spec = find_spec("ingest")
    folders = spec.submodule_search_locations if spec else None
    files = (file for folder in folders or () for file in Path(folder, "formats").glob("[!_]*.py"))
    return {file.stem for file in files} | {e.name for e in entry_points(group="pivotwatch.ingest.formats")}


def run_loop(main: Coroutine[Any, Any, None]) -> None:
    """Run on uvloop where it is installed, else on asyncio's own loop."""
    try:
        from uvloop import new_event_loop  # noqa: PLC0415 - optional
    except ImportError:
        asyncio.run(main)
        return
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(main)
