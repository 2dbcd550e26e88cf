"""What the JSON formats share that meshes and gateways on top of Envoy write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ingest.format import Format, JsonLines, Sample

_MEMBERS = [
    "start_time",
    "method",
    "path",
    "request_id",
    "route_name",
    "upstream_cluster",
    "x_forwarded_for",
    "consumer",
    "user",
    "jwt_sub",
    "api_key",
    "downstream_peer_uri_san",
    "downstream_peer_subject",
    "downstream_remote_address",
    "response_code",
    "duration",
    "bytes_sent",
]


def json_format(
    *,
    recognise: str,
    is_call: str,
    api: str,
    source: str,
    notes: str,
    rank: int,
    samples: Sequence[Sample],
    snippets: Sequence[str] = (),
) -> Format:
    """Return a format with the members that all of them write, and those that the snippets add."""
    structure: Mapping[str, Any] = dict.fromkeys(_MEMBERS, "VARCHAR")
    return Format(
        reader=JsonLines(structure),
        recognise=recognise,
        is_call=is_call,
        moment="iso_moment(start_time)",
        method="method",
        target="path",
        # Istio and Consul name nearly every route "default"
        route_name="nullif(given(route_name), 'default')",
        api=api,
        status="response_code",
        latency="duration",
        bytes="bytes_sent",
        request_id="request_id",
        identities={
            "consumer": "from_latin(coalesce(given(consumer), given(jwt_sub)))",
            "user": 'from_latin("user")',
            "api_key": "api_key",
            "certificate": "coalesce(given(downstream_peer_uri_san), given(downstream_peer_subject))",
            "client_ip": "coalesce(given(split_part(x_forwarded_for, ',', 1)),"
            " regexp_replace(downstream_remote_address, ':\\d+$', ''))",
        },
        source=source,
        confidence="source code",
        notes=notes,
        rank=rank,
        samples=samples,
        snippets=snippets,
    )
