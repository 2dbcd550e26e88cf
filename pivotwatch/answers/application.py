"""`answers_app`: what a partner's answer link opens. Looking changes nothing; only sending the form does."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, cast
from urllib.parse import parse_qs

from fastapi import FastAPI, Path, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from governance import (
    ANSWER_KINDS,
    LONGEST_ANSWER,
    AnswerKind,
    ConflictError,
    LinkError,
    Question,
    give_answer,
    read_question,
)
from pivotwatch.answers.pages import answered_page, dead_page, question_page, style_source
from pivotwatch.service.context import Service

_MOST_BYTES = 128 * 1024
_Token = Annotated[str, Path(max_length=1000)]


def answers_app(service: Service) -> FastAPI:
    """Return the answer pages, to be mounted at /answer."""
    app = FastAPI(openapi_url=None)
    app.add_middleware(_Shielded)
    platform = service.settings.platform.name
    key = service.app.home.secret_key()

    def asked(token: str) -> Question:
        return read_question(service.record, token, key, service.clock.now())

    @app.exception_handler(LinkError)
    @app.exception_handler(HTTPException)
    @app.exception_handler(RequestValidationError)
    def dead(request: Request, error: Exception) -> HTMLResponse:
        status = error.status_code if isinstance(error, HTTPException) else 404
        return HTMLResponse(dead_page(request.headers.get("accept-language", ""), platform), status)

    @app.api_route("/{token}", methods=["GET", "HEAD"])
    def look(token: _Token) -> HTMLResponse:
        question = asked(token)
        if question.answer is not None:
            return HTMLResponse(answered_page(question, question.answer, platform))
        return HTMLResponse(question_page(question, platform))

    @app.post("/{token}")
    async def send(token: _Token, request: Request) -> Response:
        form = await _form(request)
        return await run_in_threadpool(take, token, form)

    def take(token: str, form: dict[str, str]) -> Response:
        question = asked(token)
        kind, text = form.get("kind", ""), form.get("text", "").replace("\r\n", "\n").replace("\0", "")
        wrong = [] if kind in ANSWER_KINDS else ["kind"]
        wrong += ["text"] if len(text) > LONGEST_ANSWER else []
        if question.answer is None:
            if wrong:
                page = question_page(question, platform, given={"kind": kind, "text": text}, errors=wrong)
                return HTMLResponse(page, 422)
            with suppress(ConflictError):  # answered in this moment; the page says what was
                give_answer(service.record, token, key, cast("AnswerKind", kind), text, service.clock.now())
        # seen again by a GET, so that reloading sends nothing twice (RFC 9110, 15.4.4)
        return RedirectResponse(request_path(token), 303)

    return app


def request_path(token: str) -> str:
    """Return the page's address as seen from itself."""
    return f"./{token}"


async def _form(request: Request) -> dict[str, str]:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BYTES:
            raise HTTPException(413)
    try:
        fields = parse_qs(body.decode(), max_num_fields=20, errors="strict")
    except ValueError as error:
        raise HTTPException(400) from error
    return {name: values[0] for name, values in fields.items()}


class _Shielded:
    """Puts what browsers are to refuse on every answer: scripts, frames, foreign forms, referrers, caches."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._headers = {
            "Content-Security-Policy": f"default-src 'none'; style-src {style_source()}; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'",
            "X-Robots-Tag": "noindex, nofollow",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cache-Control": "no-store",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, shielded)
