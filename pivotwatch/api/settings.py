"""The `[api]` section."""

from __future__ import annotations

from pydantic import Field

from foundation import Section


class ApiSettings(Section):
    """The REST API."""

    requests_per_minute: int = Field(default=600, ge=1, le=1_000_000)
    """Requests that one token may make in a minute; more are answered with 429."""
    largest_body_bytes: int = Field(default=1_048_576, ge=1024, le=104_857_600)
    """Largest body of a request; a larger one is answered with 413."""
