"""`serve`: the process of the service, from its start to a graceful end."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial

import uvicorn
from starlette.routing import BaseRoute

from foundation import InputError
from gateway_tap import Station, guarded_protocol, run_sources
from governance import job_states, leader_of
from pivotwatch.app import App
from pivotwatch.service.alerts import alert_of_silence
from pivotwatch.service.application import application
from pivotwatch.service.front import Front
from pivotwatch.service.instance import Instance
from pivotwatch.service.local import local_routes
from pivotwatch.service.standby import standby_app
from pivotwatch.service.standing import Standing

log = logging.getLogger(__name__)

_GRACE_SECONDS = 20
_LEADER_IS_GONE_SECONDS = 60


class _Server(uvicorn.Server):
    """uvicorn, told to stop by us: there is more to stop than the server."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listener(host: str, port: int) -> socket.socket:
    """Return a bound TCP socket.

    Raises
    ------
    InputError
        When the address is taken or not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as error:
        made.close()
        raise InputError(
            f"Cannot listen on {host} port {port}: {error.strerror}. Use --host and --port, or the settings "
            "service.host and service.port; perhaps a service runs there already."
        ) from error
    return made


def make_instance(
    app: App, station: Station, sources: Sequence[str], address: str, *, adopt: bool
) -> Instance:
    """Return the instance with what it answers, in both roles."""
    routes: list[BaseRoute] = []

    def leader() -> str:
        found = leader_of(app.record)
        if found is None or found.instance == instance.name:
            return ""
        age = (app.clock.now() - found.seen_at).total_seconds()
        return found.address if age < _LEADER_IS_GONE_SECONDS else ""

    def standing() -> Standing:
        jobs = job_states(app.record)
        if instance.leads():
            return Standing("leading", answers=True, jobs=jobs)
        return Standing("following", answers=leader() != "", jobs=jobs)

    routes.extend(local_routes(station, sources, standing))
    standby = standby_app(routes, leader)
    instance = Instance(app, address, standby, lambda service: application(service, routes), adopt=adopt)
    return instance


async def serve(
    instance: Instance,
    station: Station,
    sources: Sequence[str],
    bound: socket.socket,
    ready: Callable[[], None],
) -> None:
    """Answer and run jobs until SIGTERM or SIGINT; then finish what runs.

    Parameters
    ----------
    ready
        Called once requests are answered.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = _Server(_config(instance, station))
    await asyncio.to_thread(instance.look, 0.0)  # leads before it answers, where nobody else does
    keeper = threading.Thread(target=instance.run, name="keeper")
    keeper.start()
    answering = asyncio.create_task(server.serve([bound]))
    listening = asyncio.create_task(_listen(instance, station, sources, stop))
    try:
        while not server.started and not answering.done():
            await asyncio.sleep(0.01)
        ready()
        await asyncio.wait(
            (answering, listening, asyncio.ensure_future(stop.wait())), return_when="FIRST_COMPLETED"
        )
    finally:
        log.info("Stopping: what runs is finished first.")
        stop.set()
        instance.stop()
        server.should_exit = True
        await asyncio.gather(answering, listening)
        await asyncio.to_thread(keeper.join)


async def _listen(instance: Instance, station: Station, sources: Sequence[str], stop: asyncio.Event) -> None:
    """Run the sources that fetch or listen by themselves while this instance leads.

    Two instances would read a file twice, and cannot listen on one port.
    """
    while not stop.is_set():
        if instance.leads():
            while_leading = asyncio.Event()
            # all of them, because those that speak HTTP are watched for silence, too
            alert = partial(alert_of_silence, instance.app)
            running = asyncio.create_task(run_sources(station, sources, while_leading, log.warning, alert))
            while instance.leads() and not stop.is_set() and not running.done():
                await _pause(stop)
            while_leading.set()
            await running
        await _pause(stop)


async def _pause(stop: asyncio.Event) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), 0.5)


def _config(instance: Instance, station: Station) -> uvicorn.Config:
    limits = station.settings.limits
    config = uvicorn.Config(
        Front(lambda: instance.answering),
        http=guarded_protocol(limits.header_seconds),
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        limit_concurrency=limits.connections,
        timeout_keep_alive=75,  # longer than gateways keep idle connections, so that they close first
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    config.load()
    if station.certificates is not None:
        config.ssl = station.certificates.context  # is renewed without a restart
    return config
