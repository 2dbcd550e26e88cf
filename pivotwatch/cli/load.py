"""`pivotwatch load`."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import click

from pivotwatch.app import App
from pivotwatch.cli._output import complain, json_option, say, show

if TYPE_CHECKING:
    from pivotwatch.stages.spool import LoadedSegment, SpoolLoader

_COLUMNS = ("source", "format", "segments", "lines", "calls", "duplicates", "rejects")


@click.command("load")
@click.option("--follow", is_flag=True, help="Go on loading what arrives, until Ctrl-C or SIGTERM.")
@click.option(
    "--every", "every_seconds", default=2.0, show_default=True, help="Seconds between looks with --follow."
)
@json_option
@click.pass_obj
def command(app: App, follow: bool, every_seconds: float, as_json: bool) -> None:
    """Load what `pivotwatch tap` has accepted, each record exactly once.

    For each source, lines = calls + duplicates + rejects.
    """
    with spool_loader(app) as loader, _stopping() as stop:
        while True:
            rows = _summed(segment for segment in loader.load_all() if not stop.is_set() or not follow)
            if rows or not follow:
                show(rows, as_json=as_json, columns=_COLUMNS, empty="Nothing to load.")
            if not follow or stop.wait(every_seconds):
                return


@contextmanager
def spool_loader(app: App) -> Iterator[SpoolLoader]:
    """Open the store and the spool of a home."""
    from ingest import readings  # noqa: PLC0415 - Arrow takes 100 ms to import
    from pivotwatch.stages.spool import SpoolLoader  # noqa: PLC0415 - as above
    from pivotwatch.tapping import spool_folder  # noqa: PLC0415 - as above
    from pivotwatch.terms import terms_of  # noqa: PLC0415 - as above

    with app.warehouse() as warehouse:
        yield SpoolLoader(
            writing=lambda: nullcontext(warehouse),
            folder=spool_folder(app.home, app.settings.tap),
            readings=readings(app.settings.ingest),
            terms=lambda: terms_of(app),
            keep_loaded=app.settings.tap.spool.keep_loaded,
        )


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
