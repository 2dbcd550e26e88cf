"""`POST /v1/logs` and `POST /v1/traces`: OTLP over HTTP, protobuf or JSON, plain or gzip."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gateway_tap.envelopes import lines_of, parse
from gateway_tap.otlp import RedactAttribute, log_lines, server_span_lines
from gateway_tap.requests import answering, authorise, read_body
from gateway_tap.settings import OtlpSettings
from gateway_tap.spool import UnknownEncodingError
from gateway_tap.station import Source, Station

NAME = PurePath(__file__).stem

_PROTOBUF = "application/x-protobuf"
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class _Signal:
    """What differs between logs and traces."""

    path: str
    request: str
    lines: Callable[[Any, RedactAttribute], Iterator[dict[str, Any]]]
    format_of: Callable[[OtlpSettings], str]


_SIGNALS = (
    _Signal("/v1/logs", "logs", log_lines, lambda settings: settings.logs_format),
    _Signal("/v1/traces", "trace", server_span_lines, lambda settings: settings.traces_format),
)


def _routes(station: Station) -> Sequence[BaseRoute]:
    return [_route(station, signal) for signal in _SIGNALS]


def _route(station: Station, signal: _Signal) -> Route:
    async def export(request: Request) -> Response:
        settings = station.settings.otlp_http
        format_name = signal.format_of(settings)
        authorise(request, settings.token)
        station.intake.check_format(format_name)
        station.intake.spool.check(int(request.headers.get("content-length") or 0))
        body = await read_body(request, station.settings.limits, station.budget)
        kind = request.headers.get("content-type", _PROTOBUF).partition(";")[0].strip().lower()
        message = parse(body) if kind == _JSON else _from_protobuf(body, kind, signal.request)
        lines = lines_of(signal.lines(message, station.intake.redact.attribute))
        await asyncio.wrap_future(station.intake.accept(NAME, format_name, lines))
        # the answer is an empty Export...Response in the request's own encoding
        return Response(b"{}" if kind == _JSON else b"", media_type=kind)

    return Route(signal.path, answering(station, NAME, export), methods=["POST"])


def _from_protobuf(body: bytes, kind: str, request: str) -> Any:
    if kind != _PROTOBUF:
        raise UnknownEncodingError(f"Content-Type {kind[:60]!r}: send {_PROTOBUF} or {_JSON}.")
    try:
        from gateway_tap.otlp_protobuf import logs_of, traces_of  # noqa: PLC0415 - protobuf is an extra
    except ImportError as error:
        raise UnknownEncodingError(
            "For protobuf install `pivotwatch[tap]`, or let the gateway send JSON."
        ) from error
    return logs_of(body) if request == "logs" else traces_of(body)


PLUGIN = Source(
    serves="Envoy, Istio, Consul, Traefik, KrakenD, Tyk, Kong, any OpenTelemetry SDK or collector",
    auth="token: Authorization Bearer or Basic (OTLP header settings)",
    bounds="body 413, time 408, memory 429, spool or disk 503; exporters try again after Retry-After",
    durable="every log record; of traces, every server span",
    routes=_routes,
)
