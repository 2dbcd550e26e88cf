"""Reading HTTP requests within bounds, and answering refusals."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable

import orjson
from pydantic import SecretStr
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from gateway_tap.envelopes import GZIP_MAGIC, Unpacker
from gateway_tap.settings import BodyLimits
from gateway_tap.spool import (
    BusyError,
    MalformedError,
    Refusal,
    TooLargeError,
    TooSlowError,
    UnauthorisedError,
    UnknownEncodingError,
)
from gateway_tap.station import Budget, Station

Handler = Callable[[Request], Awaitable[Response]]

_PACKED = frozenset({"gzip", "x-gzip", "deflate"})
_FIREHOSE_KEY = "x-amz-firehose-access-key"


def authorise(request: Request, token: SecretStr | None) -> None:
    """Refuse a sender that does not show the token; compared in constant time.

    It may stand in `Authorization: Bearer`, as the password of `Authorization: Basic` (a URL's user part,
    as Kong takes it), in Firehose's access key header, or as query key `token` (Pub/Sub, Logpush).

    Raises
    ------
    UnauthorisedError
    """
    if token is None:
        return
    wanted = token.get_secret_value().encode()
    if not any(hmac.compare_digest(given, wanted) for given in _shown(request)):
        raise UnauthorisedError("Show this source's token, e.g. as `Authorization: Bearer ...`.")


def _shown(request: Request) -> list[bytes]:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    found = [request.headers.get(_FIREHOSE_KEY, ""), request.query_params.get("token", "")]
    if scheme.lower() == "bearer":
        found.append(value.strip())
    elif scheme.lower() == "basic":
        try:
            user, _, password = base64.b64decode(value).decode("utf-8", "replace").partition(":")
        except (binascii.Error, ValueError):
            user = password = ""
        found += [user, password]
    return [text.encode("utf-8", "replace") for text in found]


async def read_body(request: Request, limits: BodyLimits, budget: Budget) -> bytes:
    """Read a body, unpacked.

    Raises
    ------
    TooLargeError, TooSlowError, UnknownEncodingError, MalformedError
        For the request's own fault.
    BusyError
        When other bodies take the memory there is.
    """
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in _PACKED and encoding not in {"identity", ""}:
        raise UnknownEncodingError(f"Content-Encoding {encoding[:40]!r}: send gzip, deflate or none.")
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > limits.compressed_bytes:
        raise TooLargeError(f"A body may have {limits.compressed_bytes} bytes.")
    unpacker = Unpacker(limits.plain_bytes) if encoding in _PACKED else None
    first, taken = True, 0
    parts: list[bytes] = []
    try:
        async with asyncio.timeout(limits.seconds):
            async for part in _bounded(request.stream(), limits.compressed_bytes):
                if first and part.startswith(GZIP_MAGIC):
                    # also where no header says so: a file that is sent as it is
                    unpacker = unpacker or Unpacker(limits.plain_bytes)
                first = False
                plain = unpacker.feed(part) if unpacker else part
                if not budget.take(len(plain)):
                    raise BusyError("Other bodies take the memory there is.")
                taken += len(plain)
                parts.append(plain)
        if unpacker and parts:
            unpacker.end()
        return b"".join(parts)
    except TimeoutError as error:
        raise TooSlowError(f"The body took more than {limits.seconds:g} s.") from error
    except ClientDisconnect as error:
        raise MalformedError("The sender went away before its body was complete.") from error
    finally:
        budget.give_back(taken)


async def _bounded(stream: AsyncIterator[bytes], most_bytes: int) -> AsyncIterator[bytes]:
    total = 0
    async for part in stream:
        total += len(part)
        if total > most_bytes:
            raise TooLargeError(f"A body may have {most_bytes} bytes.")
        if part:
            yield part


def answering(station: Station, source: str, handler: Handler) -> Handler:
    """Return the handler with refusals counted and turned into answers."""

    async def answered(request: Request) -> Response:
        try:
            return await handler(request)
        except Refusal as refusal:
            if not refusal.counted:
                station.intake.counters.refused(source, refusal.reason)
            return refusal_answer(refusal)

    return answered


def refusal_answer(refusal: Refusal, **more: object) -> Response:
    """Return the answer that says no, why, and when to come again."""
    headers = {"retry-after": str(refusal.retry_after_seconds)} if refusal.retry_after_seconds else {}
    if refusal.status in {408, 413, 415}:
        headers["connection"] = "close"  # what is still coming is not worth reading
    body = orjson.dumps({"error": refusal.reason, "message": str(refusal), **more})
    return Response(body, refusal.status, headers, media_type="application/json")
