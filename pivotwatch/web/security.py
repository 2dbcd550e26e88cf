"""What every answer of the console carries, and which requests are refused before any page sees them."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_SAFE = ("GET", "HEAD")
LARGEST_BODY = 256 << 20
"""An uploaded log file; forms are a thousandth of it."""


class Shield:
    """Adds the headers; refuses what another site sends, NUL characters, and bodies without a bound."""

    def __init__(self, app: ASGIApp, address: str) -> None:
        self._app = app
        self._address = _origin(address) if address else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
                if self._address.startswith("https:"):
                    headers["Strict-Transport-Security"] = "max-age=31536000"
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, told)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        if b"%00" in scope.get("raw_path", b"") or b"%00" in scope["query_string"]:
            return PlainTextResponse("The address holds a NUL character.", 400)
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            return PlainTextResponse(f"A form has at most {LARGEST_BODY:,} bytes.", 413)
        if scope["method"] not in _SAFE and not self._ours(headers, scope):
            return PlainTextResponse(
                "This form was sent from another site, so nothing was done. Open the console and try there.",
                403,
            )
        return None

    def _ours(self, headers: Headers, scope: Scope) -> bool:
        """Tell whether a form comes from the console itself (OWASP, verifying origin)."""
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return False
        given = headers.get("origin") or headers.get("referer", "")
        if given in ("", "null"):
            return False
        own = self._address or f"{scope['scheme']}://{headers.get('host', '')}"
        # behind a proxy that ends TLS the scheme seen here is the proxy's own; the host says enough
        return _origin(given) == own or (not self._address and urlsplit(given).netloc == headers.get("host"))


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()
