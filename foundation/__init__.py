"""What every folder stands on: settings, errors, clock, windows, plug-ins and the DuckDB warehouse.

Knows no API and no partner.
"""

from typing import TYPE_CHECKING

from foundation.clock import Clock, FixedClock, RunningClock, SystemClock
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
from foundation.lazy import lazily
from foundation.registry import Registry
from foundation.stages import StageResult, record_run
from foundation.windows import Window, WindowKind, closed_windows, parse_window, window_of
from foundation.wording import counted

if TYPE_CHECKING:
    from foundation.settings import Section, changed, load_settings
    from foundation.settings_origin import ShownSetting, shown_settings
    from foundation.warehouse import Warehouse, copy_store, named_sql, pandas_left_out, shed_memory

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
    "RunningClock",
    "Section",
    "ShownSetting",
    "StageResult",
    "StoreError",
    "SystemClock",
    "UnknownNameError",
    "Warehouse",
    "Window",
    "WindowKind",
    "changed",
    "closed_windows",
    "copy_store",
    "counted",
    "fold",
    "lazily",
    "load_settings",
    "named_sql",
    "pandas_left_out",
    "parse_window",
    "record_run",
    "shed_memory",
    "shown_settings",
    "stable_id",
    "stable_number",
    "window_of",
]

# a tap beside a gateway runs without DuckDB, and `pivotwatch --help` without pydantic
__getattr__ = lazily(
    __name__,
    {
        "foundation.settings": ("Section", "changed", "load_settings"),
        "foundation.settings_origin": ("ShownSetting", "shown_settings"),
        "foundation.warehouse": ("Warehouse", "copy_store", "named_sql", "pandas_left_out", "shed_memory"),
    },
)
