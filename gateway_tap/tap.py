"""Running a tap: the spool, the HTTP server and the other sources, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from foundation import ConfigurationError, PivotwatchError, Problem
from gateway_tap.hashes import hashed
from gateway_tap.intake import Intake
from gateway_tap.redaction import Redactor
from gateway_tap.server import HttpServer, application, bound_socket
from gateway_tap.settings import PushSettings, TapSettings
from gateway_tap.spool import Spool
from gateway_tap.station import SOURCES, Budget, Station

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Running:
    """What a started tap tells its starter.

    Attributes
    ----------
    sources
        Their names.
    http_port
        The port that HTTP got; None when no source speaks HTTP.
    bound
        Ports of sources that listen themselves.
    """

    sources: Sequence[str]
    http_port: int | None
    bound: dict[str, int]


def check_access(settings: TapSettings, sources: Sequence[str]) -> None:
    """Refuse to listen to other machines without a token.

    Raises
    ------
    ConfigurationError
        Naming every source that lacks one.
    UnknownNameError
        For a source that is not there.
    """
    problems = []
    for name in sources:
        plugin = SOURCES[name]
        own = getattr(settings, name, None)
        host = getattr(own, "host", settings.host) if plugin.run else settings.host
        if isinstance(own, PushSettings) and own.token is None and host not in _LOOPBACK:
            reason = (
                f"is not set, but {host} is reachable from other machines; set it, or listen on 127.0.0.1"
            )
            problems.append(Problem(f"tap.{name}.token", "", reason))
    if (settings.tls_certificate is None) != (settings.tls_key is None):
        problems.append(Problem("tap.tls_key", "", "certificate and key are needed together"))
    if problems:
        raise ConfigurationError("The tap will not start:", problems)


@contextmanager
def open_station(
    settings: TapSettings, spool_folder: Path, key: bytes, formats: Collection[str]
) -> Iterator[Station]:
    """Open the spool and what sources need; on leaving, everything accepted is sealed.

    Parameters
    ----------
    key
        The home's secret.
    formats
        Names of the formats that the loader knows.
    """
    redact = Redactor(lambda secret: hashed(secret, key), settings.secret_names)
    with Spool(spool_folder, settings.spool) as spool:
        intake = Intake(spool, redact, settings.limits.line_bytes, frozenset(formats))
        yield Station(intake, settings, Budget(settings.spool.in_flight_bytes))


async def run_tap(
    station: Station,
    sources: Sequence[str],
    started: Callable[[Running], None],
    stop: asyncio.Event | None = None,
) -> None:
    """Run the sources until SIGTERM, SIGINT, or the event.

    Parameters
    ----------
    started
        Called once everything listens.

    Raises
    ------
    InputError
        When an address cannot be listened on.
    """
    stop = stop or _stop_on_signals()
    try:
        await _run_all(station, sources, started, stop)
    except BaseExceptionGroup as group:
        first = next(_leaves(group.subgroup(PivotwatchError)), None)
        if first is None:
            raise
        raise first from group  # what the user can mend, without the frame around it


async def _run_all(
    station: Station, sources: Sequence[str], started: Callable[[Running], None], stop: asyncio.Event
) -> None:
    listening = {name: asyncio.Event() for name in sources if SOURCES[name].run}
    async with asyncio.TaskGroup() as group:
        for name, event in listening.items():
            run = SOURCES[name].run
            if run is not None:
                group.create_task(run(station, stop, event))
        port = None
        if any(SOURCES[name].routes for name in sources):
            port = await _start_http(group, station, sources, stop)
        for event in listening.values():
            await event.wait()
        started(Running(sources, port, station.bound))
        await stop.wait()


def _leaves(error: BaseException | None) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _leaves(inner)
    elif error is not None:
        yield error


async def _start_http(
    group: asyncio.TaskGroup, station: Station, sources: Sequence[str], stop: asyncio.Event
) -> int:
    """Start the HTTP server and return its port."""
    server = HttpServer(application(station, sources), station.settings)
    listener = bound_socket(station.settings.host, station.settings.port)
    group.create_task(server.serve([listener]))
    group.create_task(_tell(server, stop))
    await server.listening.wait()
    return int(listener.getsockname()[1])


async def _tell(server: HttpServer, stop: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
