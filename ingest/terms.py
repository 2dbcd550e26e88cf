"""What holds for a load, where it comes from, how far it is and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ingest.endpoints import EndpointSettings
from ingest.staging import Bounds


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for every segment of a run.

    Attributes
    ----------
    zone
        IANA name of the platform's time zone.
    bounds
        What a call may look like.
    kept_rejects
        How many rejected lines of a segment are kept.
    endpoints
        How endpoints get their names.
    key
        The home's secret.
    now
        UTC without zone.
    """

    zone: str
    bounds: Bounds
    kept_rejects: int
    endpoints: EndpointSettings
    key: bytes
    now: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of lines: `lines = calls + duplicates + rejects`.

    Attributes
    ----------
    lines
        Lines that are not blank (records, where a line holds several).
    calls
        Loaded.
    duplicates
        Left out, because the same call was there already.
    rejects
        Quarantined.
    """

    lines: int = 0
    calls: int = 0
    duplicates: int = 0
    rejects: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.lines + other.lines,
            self.calls + other.calls,
            self.duplicates + other.duplicates,
            self.rejects + other.rejects,
        )


@dataclass(frozen=True, slots=True)
class Origin:
    """Where segments come from, as the ledger keeps it.

    Attributes
    ----------
    source
        Path as given, or `stdin`.
    fingerprint
        Identity of the file's content.
    """

    source: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file.

    Attributes
    ----------
    file
        Its path as given, or `stdin`.
    format
        The format it was read in; None when nothing of it was read.
    counts
        Its lines.
    seconds
        How long it took.
    note
        Something to tell the user; empty = nothing.
    failed
        It was asked for and could not be read at all.
    """

    file: str
    format: str | None
    counts: Counts
    seconds: float
    note: str = ""
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file is.

    Attributes
    ----------
    file
        Its path.
    lines
        Lines done.
    bytes_done, bytes_total
        Of the file as it lies on disk; the total is None for a stream.
    """

    file: str
    lines: int
    bytes_done: int
    bytes_total: int | None
