"""Where the tools ask: a running service over HTTP, or a home on this machine, read-only."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from foundation import InputError
from governance import Token
from pivotwatch.analysis.calling import ServiceCaller, refusal
from pivotwatch.api.application import api_app
from pivotwatch.app import App
from pivotwatch.service.context import Service

_ONLY_READING = (
    "This MCP server works on a home folder and only reads. To draft, let it ask a running service: "
    "`pivotwatch mcp --url URL` with a token of the scopes messages:draft and cases:write."
)


class Desk(Protocol):
    """What a tool asks."""

    def ask(self, method: str, path: str, query: Mapping[str, Any] | None = None, body: Any = None) -> bytes:
        """Return the answer of the REST API; see `ServiceCaller`."""
        ...


@dataclass
class HomeDesk:
    """Answers from a home's stores, through the same code as the REST API, and reads only.

    The analytics store is opened for each question, so that other commands go on between two.
    """

    app: App
    _asking: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, method: str, path: str, query: Mapping[str, Any] | None = None, body: Any = None) -> bytes:
        """Return the answer, as a service would give it.

        Raises
        ------
        InputError
            When it is refused, and for everything that is not reading.
        """
        del body
        if method != "GET":
            raise InputError(_ONLY_READING)
        given = {name: value for name, value in (query or {}).items() if value is not None}
        with self._asking, self.app.warehouse(read_only=True) as warehouse:
            api = _Reader(api_app(Service(self.app, warehouse), gate=False))
            status, told = asyncio.run(_asked(api, path, urlencode(given, doseq=True)))
        if status != 200:
            raise refusal(str(self.app.home.path), status, told)
        return told


class _Reader:
    """Passes requests on as those of a token that reads."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        long_ago, never = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
        self._token = Token("mcp", "mcp", ("read",), "mcp", long_ago, never)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"] = {"caller": self._token}
        await self._app(scope, receive, send)


async def _asked(app: ASGIApp, path: str, query: str) -> tuple[int, bytes]:
    """Ask an application in this process; return status and body."""
    answered: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        answered.append(message)

    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [],
        "client": None,
        "server": None,
    }
    await app(scope, receive, send)
    return answered[0]["status"], b"".join(each.get("body", b"") for each in answered[1:])


def read(desk: Desk, path: str, **query: Any) -> Any:
    """Return what a GET answers, decoded."""
    told = desk.ask("GET", path, query)
    try:
        return json.loads(told)
    except ValueError:
        return told.decode()


def desk_at(url: str, token: str) -> Desk:
    """Return a desk that asks a service, after making sure that it answers and knows the token."""
    desk = ServiceCaller(url.rstrip("/"), token)
    desk.ask("GET", "/token")
    return desk
