"""Generic JSON lines: the members that hold time, method, path … are named in the settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ingest.format import Format, JsonLines, Sample
from ingest.settings import FieldSettings


def generic_format(fields: FieldSettings, samples: Sequence[Sample]) -> Format:
    """Return the format `jsonl` for these member names."""
    places: Mapping[str, str] = fields.model_dump()
    structure: dict[str, Any] = {}
    for place in places.values():
        _plant(structure, place)
    sql = {setting: _column(place) for setting, place in places.items()}
    first = places["ts"].partition(".")[0]
    return Format(
        reader=JsonLines(structure),
        recognise=rf'^\s*\{{.*"{first}"\s*:',
        moment=f"any_moment({sql['ts']})",
        method=sql["method"],
        target=sql["path"],
        route=sql["route"],
        api=sql["api"],
        status=sql["status"],
        latency=sql["latency_ms"],
        bytes=sql["bytes"],
        request_id=sql["request_id"],
        identities={"consumer": sql["consumer"], "api_key": sql["api_key"]},
        samples=samples,
        source="https://jsonlines.org/",
        confidence="recorded",
        notes="Members are named in the settings, [ingest.fields]; `ts` is the start of the request.",
        rank=-1,
    )


def _plant(structure: dict[str, Any], place: str) -> None:
    *way, last = place.split(".")
    for part in way:
        structure = structure.setdefault(part, {})
    structure[last] = "VARCHAR"


def _column(place: str) -> str:
    # the settings allow no quote in a name
    return ".".join(f'"{part}"' for part in place.split("."))
