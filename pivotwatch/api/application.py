"""`api_app`: the REST API as one application."""

from __future__ import annotations

import importlib
import pkgutil
import time
from collections.abc import Callable, Iterator
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.middleware import Middleware

from pivotwatch.api import resources
from pivotwatch.api.description import add_description
from pivotwatch.api.guard import Guard
from pivotwatch.api.idempotency import Idempotency
from pivotwatch.api.limits import RateLimiter
from pivotwatch.api.problems import add_problem_handlers
from pivotwatch.service.context import Service


def api_app(service: Service, ticks: Callable[[], float] = time.monotonic, *, gate: bool = True) -> FastAPI:
    """Return the REST API, to be mounted at /api/v1.

    Parameters
    ----------
    service
        The open home.
    ticks
        Seconds that only go forward, for the rate limits.
    gate
        False = without tokens and rates, for a caller in this very process, who says whom it is.
    """
    # no pages of documentation: they would fetch scripts from elsewhere
    app = FastAPI(docs_url=None, redoc_url=None, middleware=_gate(service, ticks) if gate else None)
    app.state.service = service
    for router in routers():
        app.router.routes.extend(router.routes)
    add_problem_handlers(app)
    add_description(app)
    return app


def _gate(service: Service, ticks: Callable[[], float]) -> list[Any]:
    limiter = RateLimiter(service.settings.api.requests_per_minute, ticks)
    return [
        Middleware(Guard, service=service, limiter=limiter),
        Middleware(Idempotency, service=service),
    ]


def routers() -> Iterator[APIRouter]:
    """Yield the routes of every resource: one file in `resources` each."""
    for found in sorted(pkgutil.iter_modules(resources.__path__), key=lambda each: each.name):
        yield importlib.import_module(f"{resources.__name__}.{found.name}").routes
