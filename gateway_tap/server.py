"""The tap's HTTP server: routes of the sources, health, metrics, and a guard against slow heads."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from foundation import InputError
from gateway_tap.intake import Intake
from gateway_tap.metrics import metrics_text
from gateway_tap.requests import refusal_answer
from gateway_tap.spool import Refusal
from gateway_tap.station import SOURCES, Station


def application(station: Station, sources: Sequence[str]) -> Starlette:
    """Return the ASGI application of a tap that runs alone: its sources, health and metrics."""

    async def alive(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def ready(_: Request) -> Response:
        try:
            return PlainTextResponse(readiness(station.intake))
        except Refusal as refusal:
            return refusal_answer(refusal)

    async def metrics(_: Request) -> Response:
        return PlainTextResponse(metrics_text(station.intake), media_type="text/plain; version=0.0.4")

    own = [Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", metrics)]
    return Starlette(routes=[*own, *source_routes(station, sources)])


def source_routes(station: Station, sources: Sequence[str]) -> list[BaseRoute]:
    """Return the routes of the sources that speak HTTP, each with its own token and bounds."""
    makers = (SOURCES[name].routes for name in sources)
    return [route for make in makers if make is not None for route in make(station)]


def readiness(intake: Intake) -> str:
    """Return that records would be accepted now, and which feeds fell silent.

    A silent feed is no reason to take the tap out of a load balancer, so it does not make it unready.

    Raises
    ------
    Refusal
        When they would not be.
    """
    intake.spool.check(0)
    silent = [f"silent: {silence}" for silence in intake.silences()]
    return "\n".join(["ready", *silent]) + "\n"


def guarded_protocol(header_seconds: float) -> type[HttpToolsProtocol]:
    """Return uvicorn's protocol, which closes a connection whose request head is not complete in time.

    uvicorn bounds the pause between requests, but not a head that trickles in (the "slow loris").
    """

    class Guarded(HttpToolsProtocol):
        _guard: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._arm()

        def connection_lost(self, exc: Exception | None) -> None:
            self._disarm()
            super().connection_lost(exc)

        def on_message_begin(self) -> None:
            self._arm()
            super().on_message_begin()

        def on_headers_complete(self) -> None:
            self._disarm()
            super().on_headers_complete()

        def _arm(self) -> None:
            self._disarm()
            self._guard = self.loop.call_later(header_seconds, self.transport.close)

        def _disarm(self) -> None:
            if self._guard is not None:
                self._guard.cancel()
                self._guard = None

    return Guarded


class HttpServer(uvicorn.Server):
    """uvicorn, started and stopped by the tap rather than by signals.

    Attributes
    ----------
    listening
        Set once requests are answered.
    """

    def __init__(self, app: Starlette, station: Station) -> None:
        self.listening = asyncio.Event()
        limits = station.settings.limits
        config = uvicorn.Config(
            app,
            http=guarded_protocol(limits.header_seconds),
            ws="none",
            lifespan="off",
            access_log=False,
            log_level="warning",
            server_header=False,
            limit_concurrency=limits.connections,
            timeout_keep_alive=75,  # longer than gateways keep idle connections, so that they close first
            timeout_graceful_shutdown=10,
        )
        config.load()
        if station.certificates is not None:
            config.ssl = station.certificates.context  # ours can be renewed
        super().__init__(config)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone: the tap has more to stop than this server."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to answer."""
        await super().startup(sockets)
        self.listening.set()


def bound_socket(host: str, port: int) -> socket.socket:
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
        reason = error.strerror
        raise InputError(
            f"Cannot listen on {host} port {port}: {reason}. Set tap.host and tap.port."
        ) from error
    return made
