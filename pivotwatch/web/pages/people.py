"""Accounts: who may sign in, and as what."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from foundation import InputError
from governance import ROLES, Role, change_user, create_user, end_sessions, list_users
from pivotwatch.web.desk import AdminForm, Ruling

routes = APIRouter()
Short = Annotated[str, Form(max_length=500)]


@routes.get("/people")
def show(desk: Ruling) -> Response:
    """List accounts."""
    return desk.page(
        "people.html.j2", people=list_users(desk.service.record), roles=ROLES, now=desk.service.clock.now()
    )


@routes.post("/people")
def add(
    desk: AdminForm,
    login: Short,
    role: Annotated[Role, Form()],
    name: Short = "",
    email: Short = "",
    team: Short = "",
    password: Short = "",
) -> Response:
    """Make an account; without a password only the identity provider can vouch for it."""
    made = create_user(
        desk.service.record,
        login,
        role,
        desk.act,
        name=name,
        email=email,
        team=team,
        password=password or None,
    )
    return desk.back("/people", f"{made.name} may sign in as {made.login}.")


@routes.post("/people/{login}")
def change(
    desk: AdminForm, login: str, role: Annotated[Role, Form()], team: Short = "", password: Short = ""
) -> Response:
    """Change role, team, or password."""
    if login == desk.user.login and role != desk.user.role:
        raise InputError("You cannot take your own role away; another admin can.")
    changed = change_user(
        desk.service.record, login, desk.act, role=role, team=team, password=password or None
    )
    return desk.back("/people", f"{changed.name} is {changed.role} now.")


@routes.post("/people/{login}/shut")
def shut(desk: AdminForm, login: str) -> Response:
    """Shut an account, or open it again."""
    if login == desk.user.login:
        raise InputError("You cannot shut your own account; another admin can.")
    known = {each.login: each for each in list_users(desk.service.record)}
    enable = login in known and known[login].disabled_at is not None
    changed = change_user(desk.service.record, login, desk.act, enabled=enable)
    return desk.back(
        "/people", f"{changed.name} {'may sign in again' if enable else 'can no longer sign in'}."
    )


@routes.post("/people/{login}/sign-out")
def sign_out(desk: AdminForm, login: str) -> Response:
    """End every session of an account."""
    count = end_sessions(desk.service.record, login)
    return desk.back("/people", f"{count} sessions of {login} were ended.")
