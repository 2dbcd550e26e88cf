"""`POST /loki/api/v1/push`: what APIPark speaks, and the Loki outputs of Apinto and APISIX; JSON."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import PurePath

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gateway_tap.envelopes import lines_of, parse
from gateway_tap.requests import answering, authorise, read_body
from gateway_tap.spool import UnknownEncodingError
from gateway_tap.station import Source, Station
from gateway_tap.unwrapping import loki_lines

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


PLUGIN = Source(
    serves="APIPark, Apinto, APISIX loki-logger, Promtail-like shippers",
    auth="token: Authorization Bearer or Basic, or query key `token`",
    bounds="body 413, time 408, memory 429, spool or disk 503, the last two with Retry-After",
    durable="every line of the push",
    routes=_routes,
)
