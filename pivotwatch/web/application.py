"""`web_app`: the console as one application, to be mounted at /."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware import Middleware
from fastapi.responses import FileResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from foundation import HomeBusyError, PivotwatchError, StoreError, UnknownNameError
from governance import ConflictError
from pivotwatch.service.context import Service
from pivotwatch.web import pages
from pivotwatch.web.desk import Desk, SignInNeededError, current_session
from pivotwatch.web.kept import Kept
from pivotwatch.web.rendering import static_files, static_url
from pivotwatch.web.security import Shield
from pivotwatch.web.signing_in import plain_page


def web_app(service: Service) -> FastAPI:
    """Return the console."""
    gate: list[Any] = [
        Middleware(Shield, address=service.settings.web.address),
        Middleware(GZipMiddleware, minimum_size=1000, compresslevel=4),
    ]
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, middleware=gate)
    app.state.service = service
    app.state.kept = Kept()
    for router in _routers():
        app.router.routes.extend(router.routes)
    app.add_api_route("/static/{digest}/{name}", _static, include_in_schema=False)
    _add_handlers(app)
    return app


def _routers() -> Iterator[APIRouter]:
    """Yield the routes of every page: one file in `pages` each."""
    for found in sorted(pkgutil.iter_modules(pages.__path__), key=lambda each: each.name):
        yield importlib.import_module(f"{pages.__name__}.{found.name}").routes


def _static(digest: str, name: str) -> Response:
    known = static_files()
    if name not in known or static_url(name) != f"/static/{digest}/{name}":
        raise HTTPException(404, "There is no such file.")
    return FileResponse(known[name], headers={"Cache-Control": "public, max-age=31536000, immutable"})


def _add_handlers(app: FastAPI) -> None:
    @app.exception_handler(SignInNeededError)
    def sign_in(request: Request, _: SignInNeededError) -> Response:
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        there = f"/sign-in?next={quote(path if request.method == 'GET' else '/')}"
        if request.headers.get("hx-request") == "true":
            return Response(status_code=204, headers={"HX-Redirect": there})
        return RedirectResponse(there, 303)

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        return _failure(request, error.status_code, str(error.detail))

    @app.exception_handler(RequestValidationError)
    def unreadable(request: Request, error: RequestValidationError) -> Response:
        places = ", ".join(sorted({str(each["loc"][-1]) for each in error.errors()}))
        return _failure(request, 422, f"What was sent cannot be read: {places}. Go back and try again.")

    @app.exception_handler(PivotwatchError)
    def known(request: Request, error: PivotwatchError) -> Response:
        if isinstance(error, UnknownNameError):
            return _failure(request, 404, error.short)
        if isinstance(error, ConflictError):
            return _failure(request, 409, str(error))
        busy = isinstance(error, HomeBusyError | StoreError)
        return _failure(request, 503 if busy else 422, str(error))

    @app.exception_handler(Exception)
    def unexpected(request: Request, _: Exception) -> Response:
        # the traceback goes to the service's log
        return _failure(request, 500, "Something went wrong inside; the service's log tells what.")


_TITLES = {403: "Not allowed", 404: "Not found", 409: "Changed meanwhile", 422: "Refused", 503: "Busy"}


def _failure(request: Request, status: int, told: str) -> Response:
    session = current_session(request)
    facts = {"title": _TITLES.get(status, "That went wrong"), "code": status, "reason": told}
    if session is None:
        return plain_page("failure_alone.html.j2", status, **facts)
    desk = Desk(request, request.app.state.service, session)
    if desk.is_fragment:
        # htmx swaps an error only where it is told to: into the place for messages
        headers = {"HX-Retarget": "#told", "HX-Reswap": "innerHTML"}
        answer = desk.page("failure_part.html.j2", status=200, **facts)
        answer.headers.update(headers)
        return answer
    return desk.page("failure.html.j2", status=status, **facts)
