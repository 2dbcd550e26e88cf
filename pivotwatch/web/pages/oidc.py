"""Signing in through an OpenID Connect provider."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from foundation import InputError
from governance import Act
from pivotwatch.service.context import Service
from pivotwatch.web.attempt import Attempt
from pivotwatch.web.desk import service_of
from pivotwatch.web.signing_in import enter, safe_next
from pivotwatch.web.vouched import vouched_user

if TYPE_CHECKING:
    from pivotwatch.web.oidc import Provider

routes = APIRouter()
_COOKIE = "pw_oidc"
_SECONDS = 600


@routes.get("/sign-in/oidc")
def leave(request: Request, next: str = "/") -> Response:  # noqa: A002 - the name in the address
    """Lead to the provider."""
    service = service_of(request)
    attempt = Attempt(
        secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), safe_next(next)
    )
    response = RedirectResponse(_provider(request).leave(attempt, _back(request, service)), 303)
    secure = service.settings.web.secure
    sealed = _sealed(service, attempt, service.clock.now())
    response.set_cookie(
        _COOKIE, sealed, max_age=_SECONDS, path="/sign-in", httponly=True, samesite="lax", secure=secure
    )
    return response


@routes.get("/sign-in/oidc/back")
def come_back(request: Request, code: str = "", state: str = "", error: str = "") -> Response:
    """Take what the provider vouches for."""
    service = service_of(request)
    provider, now = _provider(request), service.clock.now()
    attempt = _opened(service, request.cookies.get(_COOKIE, ""), now)
    if attempt is None or not hmac.compare_digest(attempt.state, state):
        raise HTTPException(403, "This sign-in was not begun here, or too long ago. Begin once more.")
    if error or not code:
        raise InputError(f"The identity provider said no: {error[:100] or 'no code'}.")
    claims = provider.claims(attempt, code, _back(request, service), now)
    user = vouched_user(service.record, service.settings.web.oidc, claims, Act("pivotwatch", now))
    response = enter(service, user, attempt.next, "oidc")
    response.delete_cookie(_COOKIE, path="/sign-in", httponly=True, samesite="lax")
    return response


def _provider(request: Request) -> Provider:
    settings = service_of(request).settings.web.oidc
    if not settings.issuer:
        raise HTTPException(404, "No identity provider is set up; web.oidc in the settings names one.")
    from pivotwatch.web.oidc import Provider  # noqa: PLC0415 - 20 MB that only those need who have one

    state = request.app.state
    if not hasattr(state, "provider"):
        state.provider = Provider(settings)
    provider: Provider = state.provider
    return provider


def _back(request: Request, service: Service) -> str:
    return f"{service.settings.web.address or str(request.base_url)}".rstrip("/") + "/sign-in/oidc/back"


def _sealed(service: Service, attempt: Attempt, now: datetime) -> str:
    text = json.dumps(asdict(attempt) | {"until": int(now.timestamp()) + _SECONDS})
    body = base64.urlsafe_b64encode(text.encode()).decode()
    return f"{body}.{_signature(service, body)}"


def _opened(service: Service, sealed: str, now: datetime) -> Attempt | None:
    body, _, signature = sealed.partition(".")
    if not hmac.compare_digest(_signature(service, body), signature):
        return None
    values = json.loads(base64.urlsafe_b64decode(body))
    until = values.pop("until")
    return Attempt(**values) if now.timestamp() < until else None


def _signature(service: Service, body: str) -> str:
    key = hmac.new(service.app.home.secret_key(), b"pivotwatch oidc attempt v1", hashlib.sha256).digest()
    return hmac.new(key, body.encode(), hashlib.sha256).hexdigest()
