"""The `[clustering]` section."""

from __future__ import annotations

from foundation import Section


class ClusteringSettings(Section):
    """Fitting groups."""
