"""Who asks, and what they may: each endpoint declares the one scope that it needs."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.params import Depends as Dependency
from starlette.routing import BaseRoute

from governance import SCOPES, Act, Token
from pivotwatch.service.context import Service


class Needs:
    """Refuses callers whose token lacks a scope."""

    def __init__(self, scope: str) -> None:
        self.scope = scope

    def __call__(self, request: Request) -> None:
        """Raise 403 when the caller may not."""
        caller: Token = request.state.caller
        if not caller.may(self.scope):
            raise HTTPException(
                403,
                f"This needs the scope {self.scope!r}; the token {caller.name!r} has "
                f"{', '.join(caller.scopes)}.",
            )


def needs(scope: str) -> Dependency:
    """Return the dependency that lets in only callers with this scope; one for every endpoint."""
    if scope not in SCOPES:
        raise LookupError(f"There is no scope {scope!r}.")
    dependency: Dependency = Depends(Needs(scope))
    return dependency


def scope_of(route: BaseRoute) -> str | None:
    """Return the scope that a route declares; None = it forgot to."""
    found = [
        each.dependency.scope
        for each in getattr(route, "dependencies", ())
        if isinstance(each.dependency, Needs)
    ]
    return found[0] if len(found) == 1 else None


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


def _caller(request: Request) -> Token:
    caller: Token = request.state.caller
    return caller


Held = Annotated[Service, Depends(_service)]
"""The service behind the API."""
Caller = Annotated[Token, Depends(_caller)]
"""The token that asks."""


def _act(service: Held, caller: Caller) -> Act:
    return Act(f"token:{caller.name}", service.clock.now())


Acting = Annotated[Act, Depends(_act)]
"""Who changes something, and when."""
