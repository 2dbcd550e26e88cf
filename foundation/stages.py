"""A stage reads tables of earlier stages and replaces its own rows of one window in one transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from foundation.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class StageResult:
    """What a stage did to one window.

    Attributes
    ----------
    stage
        Its name: `profiles`, `groups`, `findings`.
    window
        The window's key.
    counts
        What came out, e.g. `{"partners": 2000, "rows": 41000}`.
    parameters
        The settings that shaped the result, so that it can be understood later.
    """

    stage: str
    window: str
    counts: Mapping[str, int]
    parameters: Mapping[str, Any] = field(default_factory=dict)


def code_version() -> str:
    """Return the version of the installed product; `source` when it runs from a bare checkout."""
    try:
        return version("pivotwatch")
    except PackageNotFoundError:
        return "source"


def record_run(warehouse: Warehouse, result: StageResult, started_at: datetime, seconds: float) -> None:
    """Write the row in `runs`; call it in the stage's own transaction."""
    warehouse.execute(
        "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            result.stage,
            result.window,
            json.dumps(dict(result.counts)),
            json.dumps(dict(result.parameters), sort_keys=True, default=str),
            code_version(),
            started_at.replace(tzinfo=None),
            seconds,
        ],
    )
