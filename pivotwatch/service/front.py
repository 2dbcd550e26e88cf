"""The outermost layer: an id for every request, one line of log for each, and whoever answers now."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pivotwatch.service.logs import REQUEST_ID

log = logging.getLogger("pivotwatch.requests")

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_QUIET = frozenset(("/healthz", "/readyz", "/metrics"))
_SECRET_PATH = re.compile(r"^(/answer|/mail/unsubscribe)/.*")


class Front:
    """Passes requests on to what answers now.

    Parameters
    ----------
    answering
        Returns the application that answers now: it changes when the lead does.
    """

    def __init__(self, answering: Callable[[], ASGIApp]) -> None:
        self._answering = answering

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _ID.fullmatch(given) else secrets.token_hex(8)
        marked = REQUEST_ID.set(request_id)
        began, status = time.perf_counter(), 500

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        try:
            await self._answering()(scope, receive, told)
        except Exception:
            log.exception("A request failed.", extra=_facts(scope, 500, began))
            raise
        else:
            level = logging.DEBUG if scope["path"] in _QUIET else logging.INFO
            log.log(level, "%s", "request", extra=_facts(scope, status, began))
        finally:
            REQUEST_ID.reset(marked)


def _facts(scope: Scope, status: int, began: float) -> dict[str, object]:
    """Return what is logged: never a query string, never the secret part of a partner's link."""
    return {
        "method": scope["method"],
        "path": _SECRET_PATH.sub(r"\1/…", scope["path"])[:300],
        "status": status,
        "ms": round((time.perf_counter() - began) * 1000, 1),
        "client": scope["client"][0] if scope.get("client") else None,
    }
