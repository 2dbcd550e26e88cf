"""For Python APIs that have no gateway: an ASGI middleware that notes each call's metadata in the spool.

It never slows, blocks or fails the API: notes wait in a bounded queue, and when that is full they are
counted and left out.
"""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson

from gateway_tap.settings import SpoolSettings
from gateway_tap.spool import Refusal, Spool

_Scope = MutableMapping[str, Any]
_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
_App = Callable[[_Scope, _Receive, _Send], Awaitable[None]]

_SOURCE = "middleware"
_FORMAT = "jsonl"
_CONVERTER = re.compile(r"\{(\w+):\w+\}")


def consumer_of_user(scope: _Scope) -> str | None:
    """Return the name of the user that Starlette's authentication found; None without one."""
    user = scope.get("user")
    if user is None or not getattr(user, "is_authenticated", False):
        return None
    return str(user.display_name)


class CallRecorder:
    """ASGI middleware: `app.add_middleware(CallRecorder, spool_folder=...)`.

    Parameters
    ----------
    app
        The API.
    spool_folder
        The home's `spool`; `pivotwatch load` reads it.
    consumer
        From the ASGI scope to who called; never return a secret here. An error in it is no error of the call.
    bounds
        Of the spool.

    Attributes
    ----------
    left_out
        Calls that could not be noted, since the start.
    """

    def __init__(
        self,
        app: _App,
        spool_folder: Path,
        consumer: Callable[[_Scope], str | None] = consumer_of_user,
        bounds: SpoolSettings | None = None,
    ) -> None:
        self._app = app
        self._consumer = consumer
        self._folder = spool_folder
        self._bounds = bounds or SpoolSettings()
        self._spool: Spool | None = None
        self.left_out = 0

    async def __call__(self, scope: _Scope, receive: _Receive, send: _Send) -> None:
        """Serve the call, and note it when it is over."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started_at, started = datetime.now(UTC), time.perf_counter()
        root = scope.get("root_path", "")
        seen: dict[str, int] = {"bytes": 0}

        async def noting(message: _Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
            elif message["type"] == "http.response.body":
                seen["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except BaseException:
            seen.setdefault("status", 500)
            raise
        finally:
            self._note(scope, root, started_at, (time.perf_counter() - started) * 1000, seen)

    def close(self) -> None:
        """Seal what was noted; a process that ends without it loses nothing that was synced."""
        if self._spool is not None:
            self._spool.__exit__(None, None, None)
            self._spool = None

    def _note(
        self, scope: _Scope, root: str, started_at: datetime, latency_ms: float, seen: dict[str, int]
    ) -> None:
        try:
            line = orjson.dumps(self._record(scope, root, started_at, latency_ms, seen)) + b"\n"
            self._opened().append(_SOURCE, _FORMAT, line)
        except (Refusal, OSError):
            self.left_out += 1
        except Exception:  # noqa: BLE001 - whatever goes wrong with a note must not become the API's error
            self.left_out += 1

    def _opened(self) -> Spool:
        # at the first call, because servers fork their workers after the application was made
        if self._spool is None:
            self._spool = Spool(self._folder, self._bounds).__enter__()
        return self._spool

    def _record(
        self, scope: _Scope, root: str, started_at: datetime, latency_ms: float, seen: dict[str, int]
    ) -> dict[str, Any]:
        return {
            "ts": started_at.isoformat(),
            "method": scope["method"],
            "path": quote(scope["path"]),
            "route": _template(scope, root),
            "consumer": self._consumer(scope),
            "status": seen.get("status"),
            "latency_ms": round(latency_ms, 3),
            "bytes": seen["bytes"],
            "request_id": _header(scope, b"x-request-id"),
        }


def _template(scope: _Scope, root: str) -> str | None:
    """Return the route that Starlette or FastAPI matched, mounts before it, no converters: `/orders/{id}`."""
    path = getattr(scope.get("route"), "path", None)
    if not isinstance(path, str):
        return None
    mounts = str(scope.get("root_path", "")).removeprefix(root)
    return mounts + _CONVERTER.sub(r"{\1}", path)


def _header(scope: _Scope, name: bytes) -> str | None:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), None)
