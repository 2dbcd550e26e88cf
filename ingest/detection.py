"""Which format a text is in: the one that reads most of its first lines as calls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ingest.reading import Reading
from ingest.segments import Segment
from ingest.staging import Bounds, Staging

_SAMPLE_LINES = 300


def candidates(head: bytes, readings: Mapping[str, Reading], lines: int = _SAMPLE_LINES) -> Iterator[Reading]:
    """Yield the formats that the first lines of a text look like, the highest rank first, then by name.

    A format that was chosen by hand is the only one, whatever the text looks like.
    """
    if len(readings) == 1:
        yield from readings.values()
        return
    text = b"".join(_sample(head, lines)).decode("utf-8", errors="replace")
    for reading in sorted(readings.values(), key=lambda reading: (-reading.format.rank, reading.name)):
        if re.search(reading.format.recognise, text, re.MULTILINE):
            yield reading


def detect(staging: Staging, head: bytes, readings: Mapping[str, Reading], bounds: Bounds) -> Reading | None:
    """Return the format that reads most of the lines as calls; None when none reads any.

    Parameters
    ----------
    head
        The beginning of the text. Of formats that read equally many lines the first candidate wins.
    """
    lines = _sample(head, _SAMPLE_LINES)
    sample = b"".join(lines)
    # a broken clock says nothing against a format
    lenient = replace(bounds, earliest=bounds.earliest.min, latest=bounds.latest.max)
    segment = Segment(sample, 0, len(sample), 0)
    best, most = None, 0
    for reading in candidates(head, readings):
        staging.stage(segment, reading, lenient)
        if (read := staging.calls) > most:
            best, most = reading, read
        if read >= len(lines):
            break  # no other can read more lines
    return best


def _sample(head: bytes, lines: int) -> list[bytes]:
    return head.splitlines(keepends=True)[:lines]
