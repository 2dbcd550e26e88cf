"""Endpoints: which method and route template a call belongs to. See docs/endpoints.md.

The loader calls `resolve` inside its transaction, with a TEMP TABLE
`staged_paths(method, route, api, shape, example_path, calls, good_calls, first_day)`, where shape is
`path_shape(path)`, example_path the smallest path of the combination, and good_calls those not refused with
4xx (a call without status is a good one): only these can create an endpoint.
"""

from ingest.endpoints.documents import Imported, import_documents
from ingest.endpoints.naming import METHODS, UNMATCHED, Endpoint, method_of
from ingest.endpoints.resolve import resolve
from ingest.endpoints.settings import EndpointSettings

__all__ = [
    "METHODS",
    "UNMATCHED",
    "Endpoint",
    "EndpointSettings",
    "Imported",
    "import_documents",
    "method_of",
    "resolve",
]
