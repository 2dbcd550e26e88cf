"""What every folder stands on: settings, errors, clock, windows, plug-ins and the DuckDB warehouse.

Knows no API and no partner.
"""

from foundation.clock import Clock, FixedClock, SystemClock
from foundation.errors import (
    ConfigurationError,
    HomeBusyError,
    InputError,
    PivotwatchError,
    Problem,
    UnknownNameError,
)
from foundation.home import Home
from foundation.identifiers import fold, stable_id, stable_number
from foundation.registry import Registry
from foundation.settings import Section, load_settings
from foundation.stages import StageResult, record_run
from foundation.warehouse import Warehouse, named_sql
from foundation.windows import Window, WindowKind, closed_windows, parse_window, window_of

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
