"""What the pages for signing in share: pages without a session, cookies, where to go afterwards."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from governance import Act, User, begin_session, form_token
from pivotwatch.service.context import Service
from pivotwatch.web.desk import SESSION_COOKIE
from pivotwatch.web.rendering import render

_FORM_COOKIE = "pw_form"


def plain_page(template: str, status: int = 200, **facts: Any) -> HTMLResponse:
    """Return a page for somebody who is not signed in."""
    return HTMLResponse(render(template, facts), status)


def form_page(
    request: Request, service: Service, template: str, status: int = 200, **facts: Any
) -> HTMLResponse:
    """Return such a page with a form; a cookie and the form's token go together (OWASP, double submit)."""
    cookie = request.cookies.get(_FORM_COOKIE) or secrets.token_urlsafe(24)
    page = plain_page(template, status, form_token=form_token(cookie), **facts)
    page.set_cookie(
        _FORM_COOKIE,
        cookie,
        max_age=86_400,
        httponly=True,
        samesite="strict",
        secure=service.settings.web.secure,
    )
    return page


def form_fits(request: Request, given: str) -> bool:
    """Tell whether a form without a session came from a page that this browser got."""
    cookie = request.cookies.get(_FORM_COOKIE, "")
    return bool(cookie) and hmac.compare_digest(form_token(cookie), given)


def safe_next(path: str) -> str:
    """Return where to go after signing in: a path of this console, and never another site."""
    plain = path.isprintable() and "\\" not in path
    return path if plain and path.startswith("/") and not path.startswith("//") else "/"


def enter(service: Service, user: User, there: str, how: str) -> Response:
    """Sign somebody in, and lead on."""
    web = service.settings.web
    lifetime = timedelta(hours=web.session_hours)
    cookie = begin_session(service.record, user, lifetime, Act(user.name, service.clock.now()), how=how)
    response = RedirectResponse(safe_next(there), 303)
    response.set_cookie(
        SESSION_COOKIE,
        cookie,
        max_age=int(lifetime.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=web.secure,
    )
    return response
