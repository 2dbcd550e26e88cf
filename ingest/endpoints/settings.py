"""The `[ingest.endpoints]` section."""

from __future__ import annotations

from pydantic import Field

from foundation import Section


class EndpointSettings(Section):
    """How endpoints get their names."""

    most_per_api: int = Field(default=2000, ge=10, le=100_000)
    """Endpoints that paths alone may create in one API; what comes after is counted as unmatched."""
