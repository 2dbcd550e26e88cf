"""The gate of the API, before any of its code reads the request: token, rate, size of the body."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from governance import Token, token_of
from pivotwatch.api.limits import RateLimiter
from pivotwatch.api.problems import problem
from pivotwatch.service.context import Service

OPEN_PATHS = frozenset({"/openapi.json"})
"""What answers without a token: it tells how to ask, and nothing of any partner."""


class Guard:
    """Lets in who has a valid token and has not asked too often, and only bodies of a bounded size."""

    def __init__(self, app: ASGIApp, service: Service, limiter: RateLimiter) -> None:
        self._app = app
        self._service = service
        self._limiter = limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or route_path(scope) in OPEN_PATHS:
            await self._app(scope, receive, send)
            return
        if b"%00" in scope.get("raw_path", b"") or b"%00" in scope["query_string"]:
            await problem(400, "The address holds a NUL character.")(scope, receive, send)
            return
        caller = await run_in_threadpool(self._caller, scope)
        if caller is None:
            await _unknown(Headers(scope=scope))(scope, receive, send)
            return
        spent = self._limiter.spend(caller.token_id)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update({**spent.headers(), "Cache-Control": "private, no-cache"})
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        if not spent.allowed:
            words = f"This token may ask {spent.quota} times a minute; go on in {spent.reset_s} s."
            await problem(429, words)(scope, receive, told)
            return
        scope.setdefault("state", {})["caller"] = caller
        bounded = _Bounded(receive, self._service.settings.api.largest_body_bytes)
        if bounded.announced_too_much(scope):
            await bounded.refusal()(scope, receive, told)
            return
        await self._app(scope, bounded, told)

    def _caller(self, scope: Scope) -> Token | None:
        scheme, _, text = Headers(scope=scope).get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        return token_of(self._service.record, text.strip(), self._service.clock.now())


def route_path(scope: Scope) -> str:
    """Return the path inside the application, wherever it is mounted."""
    path: str = scope["path"].removeprefix(scope.get("root_path", ""))
    return path


class _Bounded:
    """Receives a body up to a size."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._most = most
        self._seen = 0
        self._words = f"A body has at most {most:,} bytes."

    def announced_too_much(self, scope: Scope) -> bool:
        length = Headers(scope=scope).get("content-length", "0")
        return not length.isdecimal() or int(length) > self._most

    def refusal(self) -> ASGIApp:
        return problem(413, self._words)

    async def __call__(self) -> Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self._seen > self._most:
            raise HTTPException(413, self._words)
        return message


def _unknown(headers: Headers) -> ASGIApp:
    given = "authorization" in headers
    told = (
        "The token is wrong, expired or revoked." if given else "Send a token: Authorization: Bearer pw_..."
    )
    challenge = 'Bearer realm="pivotwatch"' + (', error="invalid_token"' if given else "")
    return problem(401, told, headers={"WWW-Authenticate": challenge})
