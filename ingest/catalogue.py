"""Every log format there is on this platform: those shipped, and those of the settings."""

from __future__ import annotations

from collections.abc import Mapping

from foundation import ConfigurationError, InputError, Problem
from ingest.format import SHIPPED, Format
from ingest.generic import generic_format
from ingest.nginx_directive import format_of
from ingest.reading import Reading
from ingest.settings import FieldSettings, IngestSettings

GENERIC = "jsonl"
"""The format whose members the settings name."""


def readings(settings: IngestSettings) -> Mapping[str, Reading]:
    """Return every format by name, under these settings.

    Raises
    ------
    ConfigurationError
        Naming every format of the settings that cannot be understood.
    """
    formats: dict[str, Format] = dict(SHIPPED) | _from_directives(settings.nginx_log_formats)
    if settings.fields != FieldSettings():
        formats[GENERIC] = generic_format(settings.fields, formats[GENERIC].samples)
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


def _from_directives(directives: Mapping[str, str]) -> dict[str, Format]:
    formats: dict[str, Format] = {}
    problems: list[Problem] = []
    for name, directive in directives.items():
        place = f"ingest.nginx_log_formats.{name}"
        if name in SHIPPED:
            problems.append(Problem(place, "", "there is a shipped format of this name; choose another"))
            continue
        try:
            formats[name] = format_of(directive)
        except InputError as error:
            problems.append(Problem(place, directive, str(error)))
    if problems:
        raise ConfigurationError("The settings have problems:", problems)
    return formats
