"""A POST that carries an Idempotency-Key is done once; a repetition gets the answer of the first."""

from __future__ import annotations

import hashlib
import re

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from governance import Kept, claim_key, keep_answer, release_key
from pivotwatch.api.problems import problem
from pivotwatch.service.context import Service

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_KEPT_HEADERS = ("content-type", "location", "etag")
# refused before anything was done, or undone: whoever mends the request may use the key again
_CHANGED_NOTHING = frozenset({400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 429, 503})


class Idempotency:
    """Keeps answers by caller and key."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        key = Headers(scope=scope).get(HEADER) if scope["type"] == "http" else None
        if key is None or scope["method"] != "POST" or "caller" not in scope.get("state", {}):
            await self._app(scope, receive, send)
            return
        if not _KEY.fullmatch(key):
            words = f"{HEADER} has 1 to 255 visible ASCII characters, for instance a UUID."
            await problem(400, words)(scope, receive, send)
            return
        try:
            body = await _whole(receive)
        except HTTPException as error:
            await problem(error.status_code, error.detail)(scope, receive, send)
            return
        await self._once(key, body, scope, send)

    async def _once(self, key: str, body: bytes, scope: Scope, send: Send) -> None:
        record, now = self._service.record, self._service.clock.now()
        caller, asked = scope["state"]["caller"].token_id, _hash(scope, body)
        kept = await run_in_threadpool(claim_key, record, caller, key, asked, now)
        receive = _again(body)
        if kept is not None:
            await _repetition(kept, asked)(scope, receive, send)
            return
        answer = _Answer()
        # an exception leaves the key claimed: what was done is not known, so it must not be done again
        await self._app(scope, receive, answer.take)
        if answer.status in _CHANGED_NOTHING:
            await run_in_threadpool(release_key, record, caller, key)
        else:
            headers = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
            await run_in_threadpool(keep_answer, record, caller, key, answer.status, headers, answer.body)
        for message in answer.messages:
            await send(message)


class _Answer:
    """Collects what the application answers; answers to POST are small."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def take(self, message: Message) -> None:
        self.messages.append(message)

    @property
    def status(self) -> int:
        status: int = self.messages[0]["status"]
        return status

    @property
    def headers(self) -> Headers:
        return Headers(raw=self.messages[0]["headers"])

    @property
    def body(self) -> bytes:
        return b"".join(each.get("body", b"") for each in self.messages[1:])


def _repetition(kept: Kept, asked: str) -> Response:
    if kept.request_hash != asked:
        return problem(422, f"This {HEADER} came with another request before.", kind="idempotency-key-reused")
    if kept.status is None:
        words = (
            "The first request with this key is being done, or its outcome is not known. "
            "Look at what it was to change; then repeat it with a new key if it was not done."
        )
        return problem(409, words, kind="idempotency-key-in-use", headers={"Retry-After": "1"})
    return Response(kept.body, kept.status, {**kept.headers, "Idempotency-Replayed": "true"})


def _hash(scope: Scope, body: bytes) -> str:
    digest = hashlib.sha256(f"{scope['method']}\n{scope['path']}\n".encode())
    digest.update(scope["query_string"] + b"\n" + body)
    return digest.hexdigest()


async def _whole(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise HTTPException(400, "The request ended in the middle of its body.")
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def _again(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
