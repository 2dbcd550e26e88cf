"""`POST /loki/api/v1/push`: what APIPark speaks, and the Loki outputs of Apinto and APISIX; JSON."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gateway_tap.envelopes import lines_of, parse
from gateway_tap.requests import answering, authorise, read_body
from gateway_tap.spool import MalformedError, UnknownEncodingError
from gateway_tap.station import Source, Station

NAME = PurePath(__file__).stem


def _routes(station: Station) -> Sequence[BaseRoute]:
    settings = station.settings.loki

    async def push(request: Request) -> Response:
        authorise(request, settings.token)
        station.intake.check_format(settings.format)
        station.intake.spool.check(int(request.headers.get("content-length") or 0))
        if "protobuf" in request.headers.get("content-type", ""):
            raise UnknownEncodingError("Send Loki's JSON form (content-type application/json).")
        body = await read_body(request, station.settings.limits, station.budget)
        records = lines_of(loki_lines(parse(body)))
        await asyncio.wrap_future(station.intake.accept(NAME, settings.format, records))
        return Response(status_code=204)

    return [Route("/loki/api/v1/push", answering(station, NAME, push), methods=["POST"])]


def loki_lines(envelope: Any) -> Iterator[str]:
    """Yield the lines of a push: `{"streams": [{"stream": {...}, "values": [[ns, line], ...]}]}`.

    Raises
    ------
    MalformedError
        When it has another shape.
    """
    streams = envelope.get("streams") if isinstance(envelope, dict) else None
    if not isinstance(streams, list):
        raise MalformedError("A Loki push has a list named streams.")
    for stream in streams:
        values = stream.get("values") if isinstance(stream, dict) else None
        if not isinstance(values, list):
            raise MalformedError("A Loki stream has a list named values.")
        for value in values:
            if not isinstance(value, list) or len(value) < 2 or not isinstance(value[1], str):
                raise MalformedError("A Loki value is a list of time and line.")
            yield value[1]


PLUGIN = Source(
    serves="APIPark, Apinto, APISIX loki-logger, Promtail-like shippers",
    auth="token: Authorization Bearer or Basic, or query key `token`",
    bounds="body 413, time 408, memory 429, spool or disk 503, the last two with Retry-After",
    durable="every line of the push",
    routes=_routes,
)
