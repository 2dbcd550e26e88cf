"""Pivotwatch tells an API platform when a partner starts to use the API for something else.

In a notebook:

>>> import pivotwatch as pw
>>> sorted(name for name in dir(pw) if name in ("open", "connect", "expert_labels"))
['connect', 'expert_labels', 'open']

What is behind a name is imported when the name is first used, so that `import pivotwatch` and the command
line's start cost nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clustering.estimators import RowMinMaxScaler, UseCaseClusterer
    from pivotwatch.analysis.commands import command
    from pivotwatch.analysis.labels import ExpertLabels, expert_labels
    from pivotwatch.analysis.opening import connect, open  # noqa: A004 - `pw.open`, as in polars or PIL
    from pivotwatch.analysis.workspace import Workspace
    from pivotwatch.samples import samples_folder
    from reports.charts import save_image

__all__ = [
    "ExpertLabels",
    "RowMinMaxScaler",
    "UseCaseClusterer",
    "Workspace",
    "command",
    "connect",
    "expert_labels",
    "open",
    "samples_folder",
    "save_image",
]

_HOMES = {
    "ExpertLabels": "pivotwatch.analysis.labels",
    "RowMinMaxScaler": "clustering.estimators",
    "UseCaseClusterer": "clustering.estimators",
    "Workspace": "pivotwatch.analysis.workspace",
    "command": "pivotwatch.analysis.commands",
    "connect": "pivotwatch.analysis.opening",
    "expert_labels": "pivotwatch.analysis.labels",
    "open": "pivotwatch.analysis.opening",
    "samples_folder": "pivotwatch.samples",
    "save_image": "reports.charts",
}


def __getattr__(name: str) -> object:
    """Import what is behind a name at its first use (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'pivotwatch' has no attribute {name!r}")
    found: object = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
