"""The analysts' frames over HTTP: read-only, behind a token, as Arrow. What `pw.connect` talks to."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse

from foundation import HomeBusyError, InputError
from pivotwatch.analysis.remote import ARROW_STREAM
from pivotwatch.analysis.source import FRAMES, Filters, Source
from pivotwatch.frames_writing import written

_Several = Annotated[list[str] | None, Query(max_length=10_000)]
_RETRY_AFTER_S = "5"


def frames_app(source: Source, token: str) -> FastAPI:
    """Return the ASGI application.

    `GET /api/v1/frames` names the frames; `GET /api/v1/frames/{name}?window=&partner=&group=` (each may be
    repeated) answers with an Arrow IPC stream. Without the token it is 401, an unknown name 404, a filter
    that is none 422, and 503 with Retry-After while another process holds the store for writing.

    Parameters
    ----------
    source
        Where frames are read from.
    token
        What `Authorization: Bearer` must carry; not empty.
    """

    def allowed(request: Request) -> None:
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            raise HTTPException(401, "The token is missing or wrong.", {"WWW-Authenticate": "Bearer"})

    # no pages of documentation: they would answer without the token, and fetch scripts from elsewhere
    app = FastAPI(openapi_url=None, dependencies=[Depends(allowed)])

    @app.exception_handler(InputError)
    def refused(_: Request, error: InputError) -> JSONResponse:
        return JSONResponse({"detail": str(error)}, 422)

    @app.exception_handler(HomeBusyError)
    def busy(_: Request, error: HomeBusyError) -> JSONResponse:
        return JSONResponse({"detail": str(error)}, 503, {"Retry-After": _RETRY_AFTER_S})

    @app.get("/api/v1/frames")
    def names() -> dict[str, list[str]]:
        return {"frames": list(FRAMES)}

    @app.get("/api/v1/frames/{name}")
    def frame(
        name: str, window: _Several = None, partner: _Several = None, group: _Several = None
    ) -> Response:
        if name not in FRAMES:
            raise HTTPException(404, f"There is no frame {name!r}. Known: {', '.join(FRAMES)}.")
        filters = Filters.of(*(listed(each) for each in (window, partner, group)))
        return Response(written(source.frame(name, filters), "arrow"), media_type=ARROW_STREAM)

    @app.api_route("/api/v1/models{rest:path}", methods=["GET", "POST"])
    def no_models(rest: str) -> None:
        del rest
        raise HTTPException(
            404,
            "This process serves frames alone. Models are proposed and accepted where the store is, "
            "pw.open(home), or through the service, `pivotwatch serve`.",
        )

    return app


def listed(values: list[str] | None) -> list[str] | None:
    """Return the values; a lone empty one is an empty list, which a query string cannot spell."""
    return [] if values == [""] else values
