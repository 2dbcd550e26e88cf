"""Envoy's access log service over gRPC: `StreamAccessLogs`, which is never answered before its end."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator
from pathlib import PurePath
from typing import Any

from foundation import InputError
from gateway_tap.spool import Refusal
from gateway_tap.station import Source, Station
from gateway_tap.tls import Certificates

NAME = PurePath(__file__).stem

_SERVICES = ("envoy.service.accesslog.v3.AccessLogService", "envoy.service.accesslog.v2.AccessLogService")
_GRACE_SECONDS = 2.0


async def _run(station: Station, stop: asyncio.Event, listening: asyncio.Event) -> None:
    try:
        import grpc.aio  # noqa: PLC0415 - an extra

        from gateway_tap.envoy import LogsMessage, LogsResponse, entry_lines  # noqa: PLC0415 - as above
    except ImportError as error:
        raise InputError("Envoy's access log service needs gRPC: install `pivotwatch[tap]`.") from error
    settings = station.settings.envoy_als
    station.intake.check_format(settings.format)

    async def stream(messages: AsyncIterator[Any], context: Any) -> Any:
        if not _is_authorised(context, station):
            station.intake.counters.refused(NAME, "unauthorised")
            await context.abort(
                grpc.StatusCode.UNAUTHENTICATED, "Send the token as `authorization: Bearer ...`."
            )
        async for message in messages:
            lines = b"\n".join(entry_lines(message))
            if lines:
                await _accepted(station, lines, stop)
        return LogsResponse()

    server = grpc.aio.server(
        maximum_concurrent_rpcs=settings.streams,
        options=[("grpc.max_receive_message_length", station.settings.limits.plain_bytes)],
    )
    handler: Any = grpc.stream_unary_rpc_method_handler(
        stream, LogsMessage.FromString, lambda answer: answer.SerializeToString()
    )
    server.add_generic_rpc_handlers(
        [grpc.method_handlers_generic_handler(name, {"StreamAccessLogs": handler}) for name in _SERVICES]
    )
    station.bound[NAME] = _bind(server, station, grpc)
    await server.start()
    listening.set()
    await stop.wait()
    await server.stop(_GRACE_SECONDS)


def _bind(server: Any, station: Station, grpc: Any) -> int:
    settings = station.settings.envoy_als
    address = f"{settings.host}:{settings.port}"
    try:
        if station.certificates is None:
            return int(server.add_insecure_port(address))
        return int(server.add_secure_port(address, _credentials(station.certificates, grpc)))
    except RuntimeError as error:
        raise InputError(f"Cannot listen on {address} for Envoy. Set tap.envoy_als.port.") from error


def _credentials(certificates: Certificates, grpc: Any) -> Any:
    """Return credentials that read the files anew for each connection, so that a renewal holds at once."""

    def current() -> Any:
        key, certificate, authorities = certificates.pem()
        return grpc.ssl_server_certificate_configuration([(key, certificate)], root_certificates=authorities)

    needs_certificate = certificates.pem()[2] is not None
    return grpc.dynamic_ssl_server_credentials(current(), current, needs_certificate)


def _is_authorised(context: Any, station: Station) -> bool:
    token = station.settings.envoy_als.token
    if token is None:
        return True
    wanted = f"Bearer {token.get_secret_value()}".encode()
    shown = dict(context.invocation_metadata() or ()).get("authorization", "")
    return hmac.compare_digest(str(shown).encode(), wanted)


async def _accepted(station: Station, lines: bytes, stop: asyncio.Event) -> None:
    """Append; past the bounds wait, so that Envoy keeps its entries instead of us losing them."""
    while True:
        try:
            await asyncio.wrap_future(station.intake.accept(NAME, station.settings.envoy_als.format, lines))
        except Refusal as refusal:
            if stop.is_set() or refusal.retry_after_seconds is None:
                return
            await asyncio.sleep(1)
        else:
            return


PLUGIN = Source(
    serves="Envoy, Istio, Emissary, Consul (gRPC access log service v3)",
    auth="token: metadata `authorization: Bearer`",
    bounds="the stream is not read until there is room; Envoy drops what its own buffer cannot hold",
    durable="nothing is answered; an entry is on disk before the next message is read",
    run=_run,
)
