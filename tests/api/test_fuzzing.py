"""Whatever the OpenAPI document allows: the API never breaks inside, and answers as the document says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from foundation import Home
from pivotwatch.api.application import routers
from tests.api.api_world import ACME, make_world

pytestmark = pytest.mark.slow

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@schemathesis.serializer("application/toml")
def as_text(context: Any, value: Any) -> bytes:
    """Send any text where TOML is wanted."""
    del context
    return str(value).encode(errors="replace")


ENDPOINTS = [
    (method, route.path_format)
    for router in routers()
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods or ())
]


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.needs("postgres"))]
)
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Any, str]]:
    """The described operations, and a token that may do everything; the record on both databases."""
    database = request.getfixturevalue("postgres_url") if request.param == "postgres" else ""
    home = Home(tmp_path_factory.mktemp("fuzzed") / "home")
    world = make_world(home, database, requests_per_minute=1_000_000)
    outer = FastAPI()
    outer.mount("/api/v1", world.app)
    token = world.token()
    world.with_token(token).post("/cases", json={"finding_id": ACME})
    yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", outer), token
    if database:
        with world.service.record.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
    world.service.record.dispose()


@pytest.mark.parametrize(
    ("method", "path"), ENDPOINTS, ids=[f"{method} {path}" for method, path in ENDPOINTS]
)
def test_nothing_breaks_inside(method: str, path: str, served: tuple[Any, str]) -> None:
    """No answer is a server error, and each is of a status, type and form that the document tells."""
    schema, token = served

    @given(case=schema[path][method].as_strategy())
    @settings(
        max_examples=20,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: schemathesis.Case) -> None:
        if path == "/tokens/{token_id}":
            case.path_parameters = {"token_id": "nobody"}  # it might revoke the token that asks
        answer = case.call(headers={"Authorization": f"Bearer {token}"})
        case.validate_response(answer, checks=CHECKS)

    ask()
