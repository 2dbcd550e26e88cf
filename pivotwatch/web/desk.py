"""What a page works with: who asks, the service, and how an answer is made."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import timedelta
from functools import cached_property
from typing import Annotated, Any
from urllib.parse import quote, unquote

from fastapi import Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from foundation import named_sql
from governance import Act, Role, Session, User, session_of
from pivotwatch.service.context import Service
from pivotwatch.web.kept import Kept
from pivotwatch.web.rendering import render
from pivotwatch.web.teams import owners_shown, partners_shown

SESSION_COOKIE = "pw_session"
_TOLD_COOKIE = "pw_told"
_LONGEST_TOLD = 1500
_PLACES: tuple[tuple[str, str, Role], ...] = (
    ("/", "This week", "viewer"),
    ("/cases", "Cases", "viewer"),
    ("/partners", "Partners", "viewer"),
    ("/groups", "Groups", "viewer"),
    ("/endpoints", "Endpoints", "viewer"),
    ("/rules", "Rules", "viewer"),
    ("/outbox", "Outbox", "viewer"),
    ("/reports", "Reports", "viewer"),
    ("/data", "Data", "viewer"),
    ("/audit", "Audit", "admin"),
    ("/people", "People", "admin"),
    ("/settings", "Settings", "admin"),
)


class SignInNeededError(Exception):
    """Nobody is signed in; the browser is led to the sign-in page and then back here."""


class Desk:
    """One request of somebody who is signed in.

    Attributes
    ----------
    service
        The open home.
    session
        Who asks.
    """

    def __init__(self, request: Request, service: Service, session: Session) -> None:
        self.request = request
        self.service = service
        self.session = session

    @property
    def user(self) -> User:
        """Who asks."""
        return self.session.user

    @property
    def kept(self) -> Kept:
        """What was read before."""
        kept: Kept = self.request.app.state.kept
        return kept

    @property
    def navigation(self) -> list[tuple[str, str]]:
        """The places that this person may go to."""
        return [(path, name) for path, name, role in _PLACES if self.user.may(role)]

    @property
    def place(self) -> str:
        """Which of them this request is in."""
        first = "/" + self.request.url.path.split("/")[1]
        return {"/pivots": "/cases", "/models": "/groups", "/start": "/data"}.get(first, first)

    @cached_property
    def owners(self) -> list[str] | None:
        """The owners whose partners this person may see; None = all there are."""
        return owners_shown(self.service, self.user)

    @cached_property
    def partners(self) -> frozenset[str]:
        """The registered partners of those owners."""
        return partners_shown(self.service, self.owners or [])

    def sees(self, partner_id: str | None) -> bool:
        """Tell whether this person may see a partner; what is about no partner is for all."""
        return self.owners is None or partner_id is None or partner_id in self.partners

    def check_sees(self, partner_id: str | None) -> None:
        """Refuse a partner of another team."""
        if not self.sees(partner_id):
            raise HTTPException(403, "This partner is another team's.")

    @cached_property
    def data_version(self) -> Hashable:
        """What state the analytics are in, the same for all of a request."""
        return self.kept.version(self.service.changes, self._asked_version)

    def _asked_version(self) -> tuple[object, ...]:
        with self.service.reading() as warehouse:
            return warehouse.one(named_sql("pivotwatch", "web_version"))

    @property
    def act(self) -> Act:
        """Who does something now, for the record."""
        return Act(self.user.name, self.service.clock.now())

    @property
    def is_fragment(self) -> bool:
        """Whether htmx asks for a part of the page only."""
        return self.request.headers.get("hx-request") == "true" and "hx-boosted" not in self.request.headers

    def page(self, template: str, /, *, status: int = 200, **facts: Any) -> HTMLResponse:
        """Return a page."""
        told = unquote(self.request.cookies.get(_TOLD_COOKIE, ""))
        whole = facts | {
            "desk": self,
            "user": self.user,
            "told": told,
            "platform": self.service.settings.platform,
        }
        response = HTMLResponse(render(template, whole), status)
        if told:
            response.delete_cookie(_TOLD_COOKIE, httponly=True, samesite="lax")
        return response

    def back(self, path: str, told: str) -> Response:
        """Lead to a page after something was done, and tell there what."""
        response = RedirectResponse(path, 303)
        secure = self.service.settings.web.secure
        text = quote(told[:_LONGEST_TOLD])
        response.set_cookie(_TOLD_COOKIE, text, max_age=60, httponly=True, samesite="lax", secure=secure)
        return response


def service_of(request: Request) -> Service:
    """Return the open home."""
    service: Service = request.app.state.service
    return service


def current_session(request: Request) -> Session | None:
    """Return who is signed in, if anybody."""
    cookie = request.cookies.get(SESSION_COOKIE)
    if not cookie:
        return None
    service = service_of(request)
    idle = timedelta(minutes=service.settings.web.idle_minutes)
    return session_of(service.record, cookie, service.clock.now(), idle)


class Needs:
    """Lets in only people of a role; one for every page."""

    def __init__(self, role: Role) -> None:
        self.role = role

    def __call__(self, request: Request) -> Desk:
        """Return the desk, or lead to the sign-in page, or refuse."""
        session = current_session(request)
        if session is None:
            raise SignInNeededError
        if not session.user.may(self.role):
            raise HTTPException(
                403, f"This needs the role {self.role}; you are signed in as {session.user.role}."
            )
        return Desk(request, service_of(request), session)


class NeedsForm(Needs):
    """The same for what changes something: the form must carry the session's own token."""

    def __call__(self, request: Request, form_token: Annotated[str, Form()] = "") -> Desk:
        """Return the desk, or lead to the sign-in page, or refuse."""
        desk = super().__call__(request)
        if form_token != desk.session.form_token:
            raise HTTPException(
                403, "The form is from another session. Go back, reload the page and try again."
            )
        return desk


Viewing = Annotated[Desk, Depends(Needs("viewer"))]
Managing = Annotated[Desk, Depends(Needs("manager"))]
Ruling = Annotated[Desk, Depends(Needs("admin"))]
ViewerForm = Annotated[Desk, Depends(NeedsForm("viewer"))]
ManagerForm = Annotated[Desk, Depends(NeedsForm("manager"))]
AdminForm = Annotated[Desk, Depends(NeedsForm("admin"))]
