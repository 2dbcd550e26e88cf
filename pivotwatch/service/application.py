"""`application`: everything the leading instance answers, as one application."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import FastAPI
from starlette.routing import BaseRoute

from pivotwatch.answers.application import answers_app
from pivotwatch.api.application import api_app
from pivotwatch.mail_routes import mail_app
from pivotwatch.service.context import Service
from pivotwatch.web.application import web_app


def application(service: Service, local: Sequence[BaseRoute] = ()) -> FastAPI:
    """Return the application: API at /api/v1, partners' answers at /answer, mail, console.

    Parameters
    ----------
    local
        What the instance answers whether it leads or not: the tap, health, metrics.
    """
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.service = service
    app.router.routes.extend(local)
    app.mount("/api/v1", api_app(service))
    app.mount("/answer", answers_app(service))
    app.mount("/mail", mail_app(service))
    app.mount("/", web_app(service))
    return app
