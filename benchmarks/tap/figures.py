"""Keeps what the tap's benchmarks measured: `--keep` writes figures.json and the list in docs/tap.md."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "tap.md"
KEPT = Path(__file__).with_name("figures.json")
_BEGIN, _END = "<!-- figures: begin -->\n", "<!-- figures: end -->\n"


def keep(command: str, results: Mapping[str, Mapping[str, object]]) -> None:
    """Keep the results of a command, and show all that is kept on the page."""
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    kept[command] = {"day": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine, "results": results}
    KEPT.write_text(json.dumps(kept, indent=1) + "\n")
    before, rest = PAGE.read_text().split(_BEGIN)
    PAGE.write_text(before + _BEGIN + shown(kept) + _END + rest.split(_END)[1])


def shown(kept: Mapping[str, Mapping]) -> str:
    """Return the kept results as Markdown."""
    parts = []
    for command, one in sorted(kept.items()):
        parts.append(f"`{command}` ({one['day']}, {one['machine']}):\n\n")
        for name, figures in one["results"].items():
            told = ", ".join(f"{key.replace('_', ' ')} {_figure(value)}" for key, value in figures.items())
            parts.append(f"- {name}: {told}\n")
        parts.append("\n")
    return "".join(parts)


def _figure(value: object) -> str:
    if isinstance(value, dict):
        return " ".join(f"{name}x{_figure(count)}" for name, count in sorted(value.items()))
    return f"{value:,}" if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)
