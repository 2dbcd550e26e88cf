"""Endpoints: which method and route template a call belongs to.

The loader calls `resolve` inside its transaction, with a TEMP TABLE
`staged_paths(method, route, api, shape, example_path, calls, first_day)`.
"""

from ingest.endpoints.resolve import resolve
from ingest.endpoints.settings import EndpointSettings

__all__ = ["EndpointSettings", "resolve"]
