"""Every refusal in one form: problem details, `application/problem+json` (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match

from foundation import HomeBusyError, InputError, PivotwatchError, StoreError, UnknownNameError
from governance import ConflictError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = "5"
_KINDS = {
    400: "malformed",
    401: "no-token",
    403: "scope-missing",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    409: "conflict",
    412: "changed-meanwhile",
    413: "too-large",
    415: "unsupported-media-type",
    422: "refused",
    429: "too-many-requests",
    500: "internal",
    503: "busy",
}
_TOLD = {
    404: "There is nothing at this address; /api/v1/openapi.json lists all that is.",
    405: "This address does not know the method; see the Allow header.",
}


class Wrong(BaseModel):
    """One thing that is wrong."""

    place: str = Field(description="Where: `body.note`, `query.limit`, or a place in a file.")
    reason: str = Field(description="Why it is refused, and what to write instead.")


class ProblemDetails(BaseModel):
    """Why a request was not done (RFC 9457)."""

    type: str = Field(
        description="Which kind of problem; does not change.", examples=["urn:pivotwatch:problem:refused"]
    )
    title: str = Field(description="The status in words.", examples=["Unprocessable Content"])
    status: int = Field(description="The HTTP status.", examples=[422])
    detail: str = Field(description="What happened, and the way out.", examples=["'last week' is no window."])
    errors: list[Wrong] = Field(default=[], description="Every single thing that is wrong, where known.")


def problem(
    status: int,
    detail: str,
    *,
    kind: str | None = None,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[Wrong] = (),
) -> JSONResponse:
    """Return the answer of a refusal.

    Parameters
    ----------
    kind
        Last part of `type`; None = the usual one of this status.
    """
    told = ProblemDetails(
        type=f"urn:pivotwatch:problem:{kind or _KINDS.get(status, 'other')}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        errors=list(errors),
    )
    return JSONResponse(told.model_dump(), status, dict(headers or {}), MEDIA_TYPE)


def add_problem_handlers(app: FastAPI) -> None:
    """Make the application answer every error as a problem."""

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        if error.status_code == HTTPStatus.NOT_MODIFIED:
            return Response(status_code=error.status_code, headers=error.headers)
        told = _TOLD.get(error.status_code) if error.detail == _phrase(error) else None
        headers = error.headers
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers = {"Allow": ", ".join(_allowed(request))}
        return problem(error.status_code, told or str(error.detail), headers=headers)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        wanted = _wanted_media_type(request, error.errors())
        if wanted is not None:
            given = request.headers.get("content-type", "nothing")
            return problem(415, f"Send the body as {wanted}; it came as {given!r}.")
        malformed = any(each["type"] == "json_invalid" for each in error.errors())
        wrong = [_wrong(each) for each in error.errors()]
        told = "The body is no JSON." if malformed else "The request is refused; nothing was changed."
        return problem(400 if malformed else 422, told, errors=wrong)

    @app.exception_handler(PivotwatchError)
    def refused(_: Request, error: PivotwatchError) -> JSONResponse:
        return _of(error)

    @app.exception_handler(Exception)
    def unexpected(_: Request, __: Exception) -> JSONResponse:
        # the traceback goes to the service's log; who asks learns nothing of the inside
        return problem(500, "Something went wrong inside; the service's log tells what.")


def _allowed(request: Request) -> list[str]:
    """Return every method that an address knows (RFC 9110, 15.5.6): several routes may share one."""
    known: set[str] = set()
    for route in request.app.routes:
        match, _ = route.matches(request.scope)
        known |= set(getattr(route, "methods", None) or ()) if match is not Match.NONE else set()
    return sorted(known)


def _wanted_media_type(request: Request, errors: Sequence[Mapping[str, Any]]) -> str | None:
    """Return what a body should have come as, when it came as something else."""
    whole = [each["type"] for each in errors if tuple(each["loc"]) == ("body",)]
    is_json = request.headers.get("content-type", "").partition(";")[0].strip().lower().endswith("json")
    if "string_type" in whole and is_json:
        return "text"
    if "model_attributes_type" in whole and not is_json:
        return "application/json"
    return None


def _of(error: PivotwatchError) -> JSONResponse:
    if isinstance(error, UnknownNameError):
        return problem(404, error.short)
    if isinstance(error, ConflictError):
        return problem(409, str(error))
    if isinstance(error, HomeBusyError | StoreError):
        return problem(503, str(error), headers={"Retry-After": RETRY_AFTER_S})
    wrong = error.problems if isinstance(error, InputError) else ()
    told = str(error).split("\n  - ", 1)[0]
    return problem(422, told, errors=[Wrong(place=each.place, reason=each.reason) for each in wrong])


def _phrase(error: HTTPException) -> str:
    return HTTPStatus(error.status_code).phrase


def _wrong(error: Mapping[str, Any]) -> Wrong:
    return Wrong(place=".".join(map(str, error["loc"])), reason=error["msg"])
