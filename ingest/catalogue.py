"""Every log format there is on this platform: those shipped, and those of the settings."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.format import SHIPPED, Format
from ingest.generic import generic_format
from ingest.reading import Reading
from ingest.settings import FieldSettings, IngestSettings

GENERIC = "jsonl"
"""The format whose members the settings name."""


def readings(settings: IngestSettings) -> Mapping[str, Reading]:
    """Return every format by name, under these settings."""
    formats: dict[str, Format] = dict(SHIPPED)
    if settings.fields != FieldSettings():
        formats[GENERIC] = generic_format(settings.fields, formats[GENERIC].samples)
    return {
        name: Reading(name, known, settings.identities, settings.named_routes) for name, known in formats.items()
    }
