"""`POST /tap/{format}`: one object, an array, or lines; plain, gzip, chunked; and the clouds' envelopes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import PurePath

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gateway_tap.cloud import firehose_records, is_pubsub, listed_records, pubsub_records
from gateway_tap.envelopes import lines_of, parse, records_of
from gateway_tap.requests import answering, authorise, read_body, refusal_answer
from gateway_tap.spool import Refusal
from gateway_tap.station import Source, Station

NAME = PurePath(__file__).stem

_FIREHOSE_ID = "x-amz-firehose-request-id"
_VALIDATION = b'{"content":"tests"}'


def _routes(station: Station) -> Sequence[BaseRoute]:
    async def push(request: Request) -> Response:
        if _FIREHOSE_ID in request.headers:
            return await _firehose(station, request)
        records = _records(await _body(station, request), station.settings.limits.plain_bytes)
        await asyncio.wrap_future(station.intake.accept(NAME, _format(request), records))
        return Response(status_code=204)

    handler = answering(station, NAME, push)
    return [Route("/tap/{format}", handler, methods=["POST", "PUT", "PATCH"])]


def _format(request: Request) -> str:
    return str(request.path_params["format"])


async def _body(station: Station, request: Request) -> bytes:
    authorise(request, station.settings.http_push.token)
    station.intake.check_format(_format(request))
    station.intake.spool.check(int(request.headers.get("content-length") or 0))
    return await read_body(request, station.settings.limits, station.budget)


def _records(body: bytes, most_bytes: int) -> bytes:
    """Return the records of a body, newline-separated."""
    text = body.strip()
    if text[:1] != b"{":
        return records_of(text)
    if text.replace(b" ", b"") == _VALIDATION:
        return b""  # what Cloudflare Logpush sends to see that somebody answers
    head = text[:512]
    if b'"subscription"' in text[-512:] or b'"subscription"' in head:
        envelope = parse(text)
        if is_pubsub(envelope):
            return pubsub_records(envelope, most_bytes)
    if b'ecords"' in head[:16]:
        listed = listed_records(parse(text))
        if listed is not None:
            return lines_of(listed)
    return records_of(text)


async def _firehose(station: Station, request: Request) -> Response:
    """Answer in the one form that Firehose takes for an answer, also when refusing."""
    identifier = request.headers[_FIREHOSE_ID]
    try:
        envelope = parse(await _body(station, request))
        records = firehose_records(envelope, station.settings.limits.plain_bytes)
        await asyncio.wrap_future(station.intake.accept(NAME, _format(request), records))
    except Refusal as refusal:
        if not refusal.counted:
            station.intake.counters.refused(NAME, refusal.reason)
        return refusal_answer(refusal, requestId=identifier, timestamp=_now_ms(), errorMessage=str(refusal))
    answer = orjson.dumps({"requestId": identifier, "timestamp": _now_ms()})
    return Response(answer, media_type="application/json")


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


PLUGIN = Source(
    serves="Kong http-log, APISIX http-logger, Apinto http, Cloudflare Logpush, IBM API Connect, Azure "
    "send-one-way-request, Amazon Data Firehose, Google Pub/Sub push, anything that can POST lines",
    auth="token: Authorization Bearer or Basic, Firehose's access key, or query key `token`",
    bounds="body 413, time 408, memory 429, spool or disk 503, the last two with Retry-After",
    durable="every record of the request",
    routes=_routes,
)
