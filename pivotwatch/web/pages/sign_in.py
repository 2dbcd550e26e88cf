"""Signing in with a local account, and signing out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from governance import check_password, end_session, list_users
from pivotwatch.web.desk import SESSION_COOKIE, ViewerForm, current_session, service_of
from pivotwatch.web.signing_in import enter, form_fits, form_page, safe_next

routes = APIRouter()
_WRONG = (
    "Login and password do not fit together, or the account is locked for a while after wrong passwords. "
    "An admin can set a new password."
)


@routes.get("/sign-in")
def show(request: Request, next: str = "/") -> Response:  # noqa: A002 - the name in the address
    """Show the sign-in page, or go on where somebody is signed in already."""
    if current_session(request) is not None:
        return RedirectResponse(safe_next(next), 303)
    return _page(request, next, "")


@routes.post("/sign-in")
def sign_in(
    request: Request,
    login: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    form_token: Annotated[str, Form()] = "",
    next: Annotated[str, Form(max_length=2000)] = "/",  # noqa: A002 - as above
) -> Response:
    """Sign in with a password."""
    service = service_of(request)
    if not form_fits(request, form_token):
        return _page(request, next, "The page was too old. Try once more.", 403)
    user = check_password(service.record, login, password, service.clock.now())
    if user is None:
        return _page(request, next, _WRONG, 401, login)
    return enter(service, user, next, "password")


@routes.post("/sign-out")
def sign_out(desk: ViewerForm) -> Response:
    """End the session, here and in the record."""
    end_session(desk.service.record, desk.request.cookies.get(SESSION_COOKIE, ""))
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax")
    return response


def _page(request: Request, there: str, wrong: str, status: int = 200, login: str = "") -> Response:
    service = service_of(request)
    settings = service.settings
    return form_page(
        request,
        service,
        "sign_in.html.j2",
        status,
        platform=settings.platform,
        oidc=settings.web.oidc,
        somebody=bool(list_users(service.record)),
        wrong=wrong,
        login=login,
        next=safe_next(there),
    )
