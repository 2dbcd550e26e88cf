"""What an instance answers while another leads: its own tap, and the leader's answers to all else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

if TYPE_CHECKING:
    import httpx

FORWARDED = "x-pivotwatch-forwarded"
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
# of one connection, not of the message: RFC 9110, 7.6.1
_HOP_BY_HOP = frozenset(
    ("connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade")
)
_ANSWER_SECONDS, _CONNECT_SECONDS = 120.0, 2.0


def standby_app(local: Sequence[BaseRoute], leader: Callable[[], str]) -> Starlette:
    """Return the application.

    Parameters
    ----------
    leader
        URL of the instance that leads; empty = none does now.
    """
    clients: list[httpx.AsyncClient] = []

    def client() -> httpx.AsyncClient:
        import httpx  # noqa: PLC0415 - an instance that leads needs none

        # made on the server's own loop; the environment's proxies are not meant for our own instances
        if not clients:
            clients.append(
                httpx.AsyncClient(
                    timeout=httpx.Timeout(_ANSWER_SECONDS, connect=_CONNECT_SECONDS),
                    trust_env=False,
                    follow_redirects=False,
                )
            )
        return clients[0]

    async def forward(request: Request) -> Response:
        address = leader()
        if not address or FORWARDED in request.headers:
            return _nobody()
        return await _forwarded(client(), address, request)

    return Starlette(routes=[*local, Route("/{path:path}", forward, methods=_METHODS)])


async def _forwarded(client: httpx.AsyncClient, address: str, request: Request) -> Response:
    import httpx  # noqa: PLC0415 - as above

    path = request.scope.get("raw_path", request.url.path.encode()).decode("latin-1")
    query = request.scope["query_string"].decode("latin-1")
    headers = [
        (name, value) for name, value in request.headers.raw if name.decode("latin-1") not in _HOP_BY_HOP
    ]
    peer = request.client.host if request.client else ""
    headers += [(FORWARDED.encode(), b"1"), (b"x-forwarded-for", peer.encode())]
    asked = client.build_request(
        request.method,
        f"{address}{path}{'?' if query else ''}{query}",
        headers=headers,
        content=request.stream() if _has_body(request) else None,
    )
    try:
        answer = await client.send(asked, stream=True)
    except httpx.TransportError:
        return _nobody()
    # name by name, because a cookie may be set more than once
    response = StreamingResponse(
        answer.aiter_raw(), answer.status_code, background=BackgroundTask(answer.aclose)
    )
    response.raw_headers = [
        (name.lower(), value)
        for name, value in answer.headers.raw
        if name.decode("latin-1").lower() not in _HOP_BY_HOP
    ]
    return response


def _has_body(request: Request) -> bool:
    return "transfer-encoding" in request.headers or request.headers.get("content-length", "0") != "0"


def _nobody() -> Response:
    return PlainTextResponse(
        "No instance of the service leads at the moment; try again in a few seconds.\n",
        503,
        {"Retry-After": "5"},
    )
