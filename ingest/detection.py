"""Which format a text is in: the one that reads most of its first lines as calls."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from ingest.reading import Reading
from ingest.segments import Segment
from ingest.staging import Bounds, Staging

_SAMPLE_LINES = 300


def detect(staging: Staging, head: bytes, readings: Mapping[str, Reading], bounds: Bounds) -> Reading | None:
    """Return the format that reads most of the lines as calls; None when none reads any.

    Parameters
    ----------
    head
        The beginning of the text. Of two formats that read equally many lines the higher rank wins, then
        the first name.
    """
    sample = b"".join(head.splitlines(keepends=True)[:_SAMPLE_LINES])
    text = sample.decode("utf-8", errors="replace")
    # a broken clock says nothing against a format
    lenient = replace(bounds, earliest=bounds.earliest.min, latest=bounds.latest.max)
    segment = Segment(sample, 0, len(sample), 0)
    scored: list[tuple[int, int, str]] = []
    for name, reading in readings.items():
        if re.search(reading.format.recognise, text, re.MULTILINE):
            staging.stage(segment, reading, lenient)
            read = staging.calls
            scored.append((-read, -reading.format.rank, name))
    if not scored or min(scored)[0] == 0:
        return None
    return readings[min(scored)[2]]
