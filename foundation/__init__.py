"""What every folder stands on: settings, errors, clock, windows, plug-ins and the DuckDB warehouse.

Knows no API and no partner.
"""

from typing import TYPE_CHECKING

from foundation.lazy import lazily

if TYPE_CHECKING:
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
    from foundation.registry import Registry
    from foundation.settings import Section, changed, load_settings
    from foundation.settings_meanings import meanings_of
    from foundation.settings_origin import ShownSetting, shown_settings
    from foundation.stages import StageResult, record_run
    from foundation.warehouse import Warehouse, copy_store, named_sql, pandas_left_out, shed_memory
    from foundation.windows import Window, WindowKind, closed_windows, parse_window, window_of
    from foundation.wording import counted

# a tap beside a gateway runs without DuckDB, and `pivotwatch --help` without pydantic
lazily(__name__)
