"""When each feed was heard, in small files beside the spool: a tap that restarts forgets no silence."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path

import orjson

from gateway_tap.counters import MINUTES_KEPT, Feed

__all__ = ["read_heard", "write_heard"]

_SUFFIX = ".heard"


def read_heard(folder: Path, sources: Collection[str]) -> dict[Feed, dict[int, int]]:
    """Return records by feed and minute since the epoch, of these sources alone.

    What another source was, which this tap was told to run no more, is not awaited.
    """
    found = {}
    for file in folder.glob(f"*{_SUFFIX}"):
        source, _, form = file.name.removesuffix(_SUFFIX).partition(".")
        if source in sources:
            found[source, form] = _read(file)
    return found


def write_heard(folder: Path, minutes: Mapping[Feed, Mapping[int, int]]) -> None:
    """Add to what is known; each file is replaced at once or not at all.

    What another tap on the same spool heard of the same feed stays.
    """
    for (source, form), counts in minutes.items():
        file = folder / f"{source}.{form}{_SUFFIX}"
        known = {**_read(file), **counts}
        kept = {str(minute): known[minute] for minute in sorted(known)[-MINUTES_KEPT:]}
        scratch = file.with_name(f"{file.name}.{os.getpid()}")
        scratch.write_bytes(orjson.dumps(kept))
        scratch.replace(file)


def _read(file: Path) -> dict[int, int]:
    try:
        return {int(minute): int(n) for minute, n in orjson.loads(file.read_bytes()).items()}
    except (FileNotFoundError, ValueError, TypeError, AttributeError):
        # a damaged one starts again: it is a memory of pauses, not of records
        return {}
