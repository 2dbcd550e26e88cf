"""What was read of a text, as rows with their names."""

from __future__ import annotations

from typing import Any

from ingest.prepared import Prepared


def calls_in(prepared: Prepared) -> list[dict[str, Any]]:
    """Return the calls in the order of their lines, as their format reads them."""
    calls = []
    for piece in prepared.pieces:
        endpoints = {row.pop("endpoint_key"): row for row in piece.endpoints.to_pylist()}
        credentials = {row.pop("credential_key"): row for row in piece.credentials.to_pylist()}
        for row in piece.calls.to_pylist():
            names = endpoints[row.pop("endpoint_key")] | credentials[row.pop("credential_key")]
            calls.append(row | names)
    return sorted(calls, key=lambda call: call["line_number"])
