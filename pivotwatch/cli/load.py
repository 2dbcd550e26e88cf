"""`pivotwatch load`."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from foundation import InputError
from pivotwatch.app import App
from pivotwatch.cli._output import complain, json_option, say, show

if TYPE_CHECKING:
    from pivotwatch.stages.spool import LoadedSegment

_NICENESS = 10
_COLUMNS = ("source", "format", "segments", "lines", "calls", "duplicates", "rejects")


@click.command("load")
@click.option("--follow", is_flag=True, help="Go on loading what arrives, until Ctrl-C or SIGTERM.")
@click.option(
    "--every", "every_seconds", default=2.0, show_default=True, help="Seconds between looks with --follow."
)
@click.option(
    "--from",
    "places",
    multiple=True,
    metavar="URL",
    help="Fetch segments of another host's tap from here, too (fsspec: s3://..., sftp://..., a folder).",
)
@json_option
@click.pass_obj
def command(app: App, follow: bool, every_seconds: float, places: tuple[str, ...], as_json: bool) -> None:
    """Load what `pivotwatch tap` has accepted, each record exactly once.

    For each source, lines = calls + duplicates + rejects. Segments that were fetched from elsewhere are
    removed there when they are in the store. Exit code 1 when a place could not be reached; what is here, or
    came from other places, is loaded all the same.
    """
    from pivotwatch.spooling import spool_loader  # noqa: PLC0415 - Arrow takes 100 ms to import

    if follow:
        os.nice(_NICENESS)  # beside a tap, whose gateways wait for answers, the loader comes second
    with spool_loader(app, places) as loader, _stopping() as stop:
        while True:
            problems: list[InputError] = []
            segments = (segment for segment in loader.load_all() if not (follow and stop.is_set()))
            rows = _summed(_patient(segments, problems))
            if rows or not follow:
                show(rows, as_json=as_json, columns=_COLUMNS, empty="Nothing to load.")
            if problems and not follow:
                sys.exit(1)
            if not follow or stop.wait(every_seconds):
                return


def _patient(segments: Iterator[LoadedSegment], problems: list[InputError]) -> Iterator[LoadedSegment]:
    """Keep the problem for later, and tell of it: what could be loaded is to be shown all the same."""
    try:
        yield from segments
    except InputError as error:
        complain(str(error))
        problems.append(error)


def _summed(segments: Iterator[LoadedSegment]) -> list[dict[str, Any]]:
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for segment in segments:
        if segment.problem:
            complain(f"{segment.name}: {segment.problem}")
            continue
        key = (segment.name.source, segment.name.format)
        row = rows.setdefault(key, {"source": key[0], "format": key[1], **dict.fromkeys(_COLUMNS[2:], 0)})
        row["segments"] += 1
        for name in _COLUMNS[3:]:
            row[name] += getattr(segment.counts, name)
    return list(rows.values())


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """Yield an event that SIGTERM and Ctrl-C set: the segment at hand is finished first."""
    stop = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if stop.is_set():
            say("Stopped after a whole segment.")
