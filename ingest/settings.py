"""The `[ingest]` section."""

from __future__ import annotations

from foundation import Section


class IngestSettings(Section):
    """Reading logs, naming endpoints, telling partners apart."""
