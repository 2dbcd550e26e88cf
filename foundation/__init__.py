"""What every folder stands on: settings, errors, clock, windows, plug-ins and the DuckDB warehouse.

Knows no API and no partner.
"""

import importlib
from typing import TYPE_CHECKING

from foundation.clock import Clock, FixedClock, SystemClock
from foundation.errors import (
    ConfigurationError,
    HomeBusyError,
    InputError,
    PivotwatchError,
    Problem,
    StoreError,
    UnknownNameError,
)
from foundation.home import Home
from foundation.identifiers import fold, stable_id, stable_number
from foundation.registry import Registry
from foundation.settings import Section, load_settings
from foundation.stages import StageResult, record_run
from foundation.windows import Window, WindowKind, closed_windows, parse_window, window_of

if TYPE_CHECKING:
    from foundation.warehouse import Warehouse, named_sql

__all__ = [
    "Clock",
    "ConfigurationError",
    "FixedClock",
    "Home",
    "HomeBusyError",
    "InputError",
    "PivotwatchError",
    "Problem",
    "Registry",
    "Section",
    "StageResult",
    "StoreError",
    "SystemClock",
    "UnknownNameError",
    "Warehouse",
    "Window",
    "WindowKind",
    "closed_windows",
    "fold",
    "load_settings",
    "named_sql",
    "parse_window",
    "record_run",
    "stable_id",
    "stable_number",
    "window_of",
]


def __getattr__(name: str) -> object:
    """Import the warehouse at first use (PEP 562): a tap beside a gateway runs without DuckDB."""
    if name not in {"Warehouse", "named_sql"}:
        raise AttributeError(name)
    warehouse = importlib.import_module("foundation.warehouse")
    return getattr(warehouse, name)
