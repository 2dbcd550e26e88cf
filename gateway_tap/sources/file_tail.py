"""Log files that grow and rotate: the file itself is the buffer, so nothing is refused or lost."""

from __future__ import annotations

import asyncio
from pathlib import PurePath

from foundation import ConfigurationError, Problem
from gateway_tap.spool import Refusal
from gateway_tap.station import Source, Station
from gateway_tap.tail import Tailer

NAME = PurePath(__file__).stem


async def _run(station: Station, stop: asyncio.Event, listening: asyncio.Event) -> None:
    settings = station.settings.file_tail
    intake = station.intake
    if not settings.files:
        hint = 'is empty; write [{glob = "/var/log/nginx/access.log*", format = "nginx_combined"}]'
        raise ConfigurationError("There is nothing to follow:", [Problem("tap.file_tail.files", "", hint)])
    for files in settings.files:
        intake.check_format(files.format)
    tailer = Tailer(NAME, intake.spool.folder, settings, intake.prepared)
    try:
        listening.set()
        while True:
            more = await asyncio.to_thread(_tick, station, tailer)
            if stop.is_set():
                return
            if not more:
                await _pause(stop, settings.every_seconds)
    finally:
        tailer.close()


def _tick(station: Station, tailer: Tailer) -> bool:
    """Look once; True when there may be more to read at once."""
    settings = station.settings.file_tail
    try:
        with station.intake.counting_refusals(NAME):
            station.intake.spool.check(settings.chunk_bytes)
    except Refusal:
        return False  # the lines wait in their file
    try:
        read = tailer.tick()
    except OSError:
        station.intake.counters.refused(NAME, "spool_full")
        return False
    for form, (records, n_bytes) in read.items():
        station.intake.counters.accepted((NAME, form), records, n_bytes, station.intake.now())
    return bool(read)


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


PLUGIN = Source(
    serves="nginx, ingress-nginx, httpd, HAProxy (through rsyslog), Traefik, Caddy, Envoy, Tyk, WSO2",
    auth="the permission to read the file",
    bounds="reading stops until there is room; the lines wait in their file",
    durable="lines are on disk before the place in the file is noted, both in one step",
    run=_run,
)
