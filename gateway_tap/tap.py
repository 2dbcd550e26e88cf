"""Running a tap: the spool, the HTTP server and the other sources, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from foundation import ConfigurationError, PivotwatchError, Problem
from gateway_tap.hashes import hashed
from gateway_tap.intake import Intake
from gateway_tap.redaction import Redactor
from gateway_tap.server import HttpServer, application, bound_socket
from gateway_tap.settings import PushSettings, TapSettings
from gateway_tap.silence import Silence
from gateway_tap.spool import Spool
from gateway_tap.station import SOURCES, Budget, Station
from gateway_tap.tls import certificates_of, renewing
from gateway_tap.watch import Watch

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Running:
    """What a started tap tells its starter.

    Attributes
    ----------
    sources
        Their names.
    http_port
        The port that HTTP got; health and metrics are there also when no source speaks HTTP.
    bound
        Ports of sources that listen themselves.
    """

    sources: Sequence[str]
    http_port: int
    bound: dict[str, int]


def check_access(settings: TapSettings, sources: Sequence[str], http_host: str | None = None) -> None:
    """Refuse to listen to other machines without a token.

    Parameters
    ----------
    http_host
        Where HTTP listens when another server has the routes; None = `tap.host`.

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
        host = getattr(own, "host", settings.host) if plugin.run else http_host or settings.host
        if isinstance(own, PushSettings) and own.token is None and host not in _LOOPBACK:
            reason = (
                f"is not set, but {host} is reachable from other machines; set it, or listen on 127.0.0.1"
            )
            problems.append(Problem(f"tap.{name}.token", "", reason))
    if (settings.tls_certificate is None) != (settings.tls_key is None):
        problems.append(Problem("tap.tls_key", "", "certificate and key are needed together"))
    if settings.tls_certificate is None:
        needing = {
            "tap.tls_client_ca": settings.tls_client_ca,
            "tap.syslog.tls_port": settings.syslog.tls_port,
        }
        problems += [
            Problem(place, str(value), "needs tap.tls_certificate and tap.tls_key")
            for place, value in needing.items()
            if value is not None
        ]
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

    Raises
    ------
    ConfigurationError
        When certificate files cannot be used.
    """
    certificates = certificates_of(settings)
    redact = Redactor(lambda secret: hashed(secret, key), settings.secret_names)
    with Spool(spool_folder, settings.spool) as spool:
        intake = Intake(spool, redact, settings.limits.line_bytes, frozenset(formats))
        yield Station(intake, settings, Budget(settings.spool.in_flight_bytes), certificates)


async def run_tap(
    station: Station,
    sources: Sequence[str],
    started: Callable[[Running], None],
    tell: Callable[[str], None],
    stop: asyncio.Event | None = None,
) -> None:
    """Run the sources until SIGTERM, SIGINT, or the event.

    Parameters
    ----------
    started
        Called once everything listens.
    tell
        Takes a sentence for the operator, when a feed falls silent.

    Raises
    ------
    InputError
        When an address cannot be listened on.
    """
    stop = stop or _stop_on_signals()
    async with _first_error_alone(), asyncio.TaskGroup() as group:
        await _start_listeners(group, station, sources, stop, tell)
        port = await _start_http(group, station, sources, stop)
        started(Running(sources, port, station.bound))
        group.create_task(Watch(station.intake, sources, tell).run(stop))
        await stop.wait()


async def run_sources(
    station: Station,
    sources: Sequence[str],
    stop: asyncio.Event,
    tell: Callable[[str], None],
    alert: Callable[[Silence], None] | None = None,
) -> None:
    """Run what speaks no HTTP and watch for silence until the event, where another server has the routes.

    Parameters
    ----------
    tell
        Takes a sentence for the operator, when a feed falls silent.
    alert
        Takes the same silence, for those who do not read the log.

    Raises
    ------
    InputError
        When an address cannot be listened on.
    """
    async with _first_error_alone(), asyncio.TaskGroup() as group:
        await _start_listeners(group, station, sources, stop, tell)
        await Watch(station.intake, sources, tell, alert).run(stop)


async def _start_listeners(
    group: asyncio.TaskGroup,
    station: Station,
    sources: Sequence[str],
    stop: asyncio.Event,
    tell: Callable[[str], None],
) -> None:
    """Start the sources that listen themselves; return when they do."""
    if station.certificates is not None:
        group.create_task(renewing(station.certificates, stop, tell))
    listening = {name: asyncio.Event() for name in sources if SOURCES[name].run}
    for name, event in listening.items():
        run = SOURCES[name].run
        if run is not None:
            group.create_task(run(station, stop, event))
    for event in listening.values():
        await event.wait()


@asynccontextmanager
async def _first_error_alone() -> AsyncIterator[None]:
    """Let out the error that the user can mend, without the group around it."""
    try:
        yield
    except BaseExceptionGroup as group:
        first = next(_leaves(group.subgroup(PivotwatchError)), None)
        if first is None:
            raise
        raise first from group


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
    server = HttpServer(application(station, sources), station)
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
