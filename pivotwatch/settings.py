"""All settings in one tree; each folder declares its own section, this puts them together."""

from __future__ import annotations

import os
from collections.abc import Mapping

from pydantic import Field

from clustering.settings import ClusteringSettings
from detectors.settings import DetectorSettings
from foundation import Home, Section, load_settings
from foundation.settings import PlatformSettings, WarehouseSettings
from gateway_tap.settings import TapSettings
from governance.settings import GovernanceSettings
from ingest.settings import IngestSettings
from pivotwatch.api.settings import ApiSettings
from pivotwatch.service.settings import ServiceSettings
from pivotwatch.web.settings import WebSettings


class Settings(Section):
    """The whole of `pivotwatch.toml`."""

    platform: PlatformSettings = Field(default_factory=PlatformSettings)
    """Time zone and windows."""
    warehouse: WarehouseSettings = Field(default_factory=WarehouseSettings)
    """Bounds of the analytics store."""
    ingest: IngestSettings = Field(default_factory=IngestSettings)
    """Reading logs, naming endpoints, telling partners apart."""
    clustering: ClusteringSettings = Field(default_factory=ClusteringSettings)
    """Fitting groups."""
    detectors: DetectorSettings = Field(default_factory=DetectorSettings)
    """Judging windows."""
    governance: GovernanceSettings = Field(default_factory=GovernanceSettings)
    """The register and what follows from a finding."""
    tap: TapSettings = Field(default_factory=TapSettings)
    """Receiving records from live gateways."""
    api: ApiSettings = Field(default_factory=ApiSettings)
    """The REST API."""
    service: ServiceSettings = Field(default_factory=ServiceSettings)
    """`pivotwatch serve`."""
    web: WebSettings = Field(default_factory=WebSettings)
    """The console."""


def settings_of(home: Home, overrides: Mapping[str, str] | None = None) -> Settings:
    """Read the settings of a home from its file, the environment and overrides."""
    return load_settings(Settings, home.settings_file, os.environ, overrides)
