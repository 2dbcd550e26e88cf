"""The OpenAPI document: what FastAPI makes of the code, with scopes, problems and headers put in."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from governance import SCOPES
from pivotwatch.api.access import scope_of
from pivotwatch.api.idempotency import HEADER
from pivotwatch.api.problems import MEDIA_TYPE, ProblemDetails

_ABOUT = """\
What Pivotwatch knows and does, for programs.

**Token.** Send `Authorization: Bearer pw_...`; make one with `pivotwatch tokens create`. Each operation names
the one scope that it needs; `admin` has them all.

**Errors** are problem details, `application/problem+json` (RFC 9457).

**Lists** come in pages: give `next_cursor` back as `cursor`. Rows that are added meanwhile shift nothing.

**Repeating.** A POST with an `Idempotency-Key` is done once; for a day a repetition gets the first answer.

**Changing.** Cases and messages have an `ETag`; send it back as `If-Match`, and a change that somebody else
made meanwhile is refused with 412 and not overwritten.

**Rates.** Every answer tells what is left in `RateLimit`; past it 429 with `Retry-After`.
"""
_REFUSALS = {
    400: "The request cannot be read.",
    401: "The token is missing, wrong, expired or revoked.",
    403: "The token lacks the scope.",
    404: "There is no such thing.",
    409: "Somebody else was faster, or the state does not allow it.",
    412: "It was changed since you read it.",
    413: "The body is too large.",
    415: "The body is of another media type.",
    422: "The request is refused; nothing was changed.",
    429: "Too many requests; Retry-After says when to go on.",
    500: "Something went wrong inside.",
    503: "The store is busy; Retry-After says when to ask again.",
}


def add_description(app: FastAPI) -> None:
    """Make the application's OpenAPI document complete."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = described(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign] # FastAPI's documented way


def described(app: FastAPI) -> dict[str, Any]:
    """Return the document of an application with these routes."""
    document = get_openapi(
        title="Pivotwatch", version="1", description=_ABOUT, routes=app.routes, servers=[{"url": "/api/v1"}]
    )
    scopes = "\n".join(f"- `{name}`: {meaning}" for name, meaning in SCOPES.items())
    parts = document.setdefault("components", {})
    parts["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "bearerFormat": "pw_...", "description": scopes}
    }
    schemas = parts.setdefault("schemas", {})
    schemas["ProblemDetails"] = _flat(
        ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}"), schemas
    )
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for route in app.routes:
        if isinstance(route, APIRoute):
            for method in route.methods or ():
                _complete(document["paths"][route.path_format][method.lower()], scope_of(route), method)
    return document


def _flat(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    schemas.update(schema.pop("$defs", {}))
    return schema


def _complete(operation: dict[str, Any], scope: str | None, method: str) -> None:
    operation["security"] = [{"token": [scope] if scope else []}]
    operation["description"] = f"{operation.get('description', '')}\n\nNeeds the scope `{scope}`.".strip()
    for status, told in _REFUSALS.items():
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
        operation["responses"][str(status)] = {"description": told, "content": content}
    if method == "POST":
        operation.setdefault("parameters", []).append(
            {
                "name": HEADER,
                "in": "header",
                "required": False,
                "description": "Any text of yours that no other request has, e.g. a UUID.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
            }
        )
