"""The settings that opening the stores needs: a listing must not load every format, method and detector."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from pydantic import Field

from foundation import Home, Section, load_settings
from foundation.settings import PlatformSettings, WarehouseSettings
from governance.settings import GovernanceSettings


class StoreSettings(Section):
    """A part of `pivotwatch.settings.Settings`; the other sections are taken as they come."""

    platform: PlatformSettings = Field(default_factory=PlatformSettings)
    """Time zone and windows."""
    warehouse: WarehouseSettings = Field(default_factory=WarehouseSettings)
    """Bounds of the analytics store."""
    governance: GovernanceSettings = Field(default_factory=GovernanceSettings)
    """Where the record is."""
    ingest: Any = None
    """Not looked at."""
    clustering: Any = None
    """Not looked at."""
    detectors: Any = None
    """Not looked at."""
    tap: Any = None
    """Not looked at."""
    api: Any = None
    """Not looked at."""
    service: Any = None
    """Not looked at."""
    web: Any = None
    """Not looked at."""

    @property
    def has_more(self) -> bool:
        """Whether anything is set in the sections that were not looked at; defaults need no look."""
        others = (name for name, field in type(self).model_fields.items() if field.annotation is Any)
        return any(getattr(self, name) is not None for name in others)


def store_settings_of(home: Home, overrides: Mapping[str, str] | None = None) -> StoreSettings:
    """Read those settings of a home from its file, the environment and overrides."""
    return load_settings(StoreSettings, home.settings_file, os.environ, overrides)
