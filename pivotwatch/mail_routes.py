"""`mail_app`: what mail programs call. Unsubscribing from digests, and e-mail that a provider posts."""

from __future__ import annotations

import hmac

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from governance import SYSTEM, Act, LinkError, take_mail, unsubscribe
from pivotwatch.governing import writer_of
from pivotwatch.service.context import Service

_MOST_BYTES = 25 << 20
_PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
    '</head><body style="font:18px/1.5 sans-serif;max-width:36em;margin:4em auto;padding:0 1em">{body}'
    "</body></html>"
)
_ASK = (
    "<p>Send no more weekly digests to this address?</p>"
    '<form method="post"><button>Unsubscribe</button></form>'
)


def mail_app(service: Service) -> FastAPI:
    """Return the routes, to be mounted at /mail."""
    app = FastAPI(openapi_url=None)
    key = service.app.home.secret_key()

    @app.exception_handler(LinkError)
    def dead(request: Request, error: LinkError) -> HTMLResponse:
        del request
        return HTMLResponse(_PAGE.format(title="Link", body=f"<p>{error}</p>"), 404)

    @app.get("/unsubscribe/{token}")
    def ask(token: str) -> HTMLResponse:
        del token  # looking changes nothing: mail scanners open every link
        return HTMLResponse(_PAGE.format(title="Unsubscribe", body=_ASK))

    @app.post("/unsubscribe/{token}")
    def leave(token: str) -> HTMLResponse:
        """RFC 8058: one POST, without cookies or further questions."""
        unsubscribe(service.record, token, key, Act("recipient", service.clock.now()))
        return HTMLResponse(_PAGE.format(title="Unsubscribed", body="<p>No more digests will come.</p>"))

    @app.post("/inbound")
    async def inbound(request: Request) -> Response:
        """Take one e-mail, as its bytes (message/rfc822)."""
        secret = service.settings.governance.inbox.webhook_secret.get_secret_value()
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
        raw = await _body(request)
        if raw is None:
            return Response(status_code=413)
        act = Act(SYSTEM, service.clock.now())
        taken = await run_in_threadpool(take_mail, service.record, raw, writer_of(service.app), act)
        return Response(f'{{"kind": "{taken.kind}"}}', media_type="application/json")

    return app


async def _body(request: Request) -> bytes | None:
    found = bytearray()
    async for part in request.stream():
        found += part
        if len(found) > _MOST_BYTES:
            return None
    return bytes(found)
