"""Every log format there is on this platform: those shipped, and those of the settings."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.format import SHIPPED, Format
from ingest.generic import generic_format
from ingest.haproxy_captures import with_captures
from ingest.nginx_directive import format_of
from ingest.reading import Reading
from ingest.settings import FieldSettings, IngestSettings

GENERIC = "jsonl"
"""The format whose members the settings name."""


def readings(settings: IngestSettings) -> Mapping[str, Reading]:
    """Return every format by name, under these settings."""
    formats: dict[str, Format] = dict(SHIPPED)
    formats |= {name: format_of(directive) for name, directive in settings.nginx_log_formats.items()}
    if settings.fields != FieldSettings():
        formats[GENERIC] = generic_format(settings.fields, formats[GENERIC].samples)
    if settings.haproxy_captures:
        formats["haproxy_text"] = with_captures(formats["haproxy_text"], settings.haproxy_captures)
    return {
        name: Reading(
            name,
            known,
            settings.identities,
            settings.named_routes,
            settings.log_time_zone,
            f"#Fields: {settings.w3c_fields}\n".encode() if settings.w3c_fields else b"",
        )
        for name, known in formats.items()
    }
