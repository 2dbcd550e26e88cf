"""The `[ingest.endpoints]` section."""

from __future__ import annotations

from pydantic import Field

from foundation import Section


class EndpointSettings(Section):
    """How endpoints get their names; see docs/endpoints.md."""

    most_per_api: int = Field(default=2000, ge=10, le=100_000)
    """Endpoints that paths alone may create in one API; calls of further ones count as unmatched."""
    learned_values: int = Field(default=25, ge=5, le=10_000)
    """Distinct segments at one place, followed alike, that make it a parameter: `/users/alice/orders`
    becomes `/users/{user}/orders`. Twice as many where nothing follows them, twenty times as many below `/`,
    `/v2`, `/api` or an id."""
    learned_calls: int = Field(default=50, ge=1)
    """Calls that such a place needs in all before it is made a parameter."""
