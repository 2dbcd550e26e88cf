"""Every endpoint opens to the scope that it declares, and to no other; none is without one."""

from __future__ import annotations

import re

import pytest
from fastapi.routing import APIRoute

from foundation import Home
from governance import SCOPES, revoke_token
from pivotwatch.api.access import scope_of
from pivotwatch.api.application import routers
from pivotwatch.api.guard import OPEN_PATHS
from tests.api.api_world import ACT, World, make_world

ROUTES = [route for router in routers() for route in router.routes if isinstance(route, APIRoute)]
ENDPOINTS = [(method, route) for route in ROUTES for method in sorted(route.methods or ())]
IDS = [f"{method} {route.path_format}" for method, route in ENDPOINTS]
# what the declared scope must be; a new endpoint is added here by whoever thinks about who may call it
READS_BY_OTHERS = {"/tokens": "admin", "/audit": "audit:read", "/audit/verification": "audit:read"}


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A world that the matrix may ask as often as it likes."""
    return make_world(Home(tmp_path_factory.mktemp("matrix") / "home"), requests_per_minute=1_000_000)


@pytest.fixture(scope="module")
def tokens(busy: World) -> dict[str, str]:
    """One token for each scope."""
    return {scope: busy.token(scope) for scope in SCOPES}


def _address(route: APIRoute) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: "1" if found[1] == "group_id" else "nobody", route.path_format)


@pytest.mark.parametrize(("method", "route"), ENDPOINTS, ids=IDS)
def test_one_declared_scope(method: str, route: APIRoute) -> None:
    """It declares exactly one scope; reading needs no writing scope, and writing never only `read`."""
    scope = scope_of(route)
    assert scope in SCOPES, "declare dependencies=[needs(...)]"
    if method == "GET":
        assert scope == READS_BY_OTHERS.get(route.path, "read")
    else:
        assert scope != "read"


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize(("method", "route"), ENDPOINTS, ids=IDS)
def test_every_endpoint_by_every_scope(
    method: str, route: APIRoute, scope: str, busy: World, tokens: dict[str, str]
) -> None:
    """The declared scope and admin pass the gate; every other scope is refused with 403, before anything."""
    # what is asked for does not exist, and a body is missing: who passes the gate changes nothing
    answer = busy.with_token(tokens[scope]).request(method, _address(route))
    if scope in (scope_of(route), "admin"):
        assert answer.status_code not in (401, 403)
        assert answer.status_code < 500
    else:
        assert answer.status_code == 403
        assert answer.json()["type"] == "urn:pivotwatch:problem:scope-missing"


@pytest.mark.parametrize(("method", "route"), ENDPOINTS, ids=IDS)
def test_nothing_without_a_token(method: str, route: APIRoute, busy: World) -> None:
    """No token, a wrong one and another scheme are 401 with a challenge, and the answer names no partner."""
    for headers in ({}, {"Authorization": "Bearer pw_0123456789ab_x"}, {"Authorization": "Basic YTpi"}):
        answer = busy.with_token(None).request(method, _address(route), headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert "acme" not in answer.text


def test_only_the_description_is_open(busy: World) -> None:
    """Without a token the OpenAPI document alone answers; pages of documentation are nowhere."""
    assert busy.with_token(None).get("/openapi.json").status_code == 200
    assert frozenset({"/openapi.json"}) == OPEN_PATHS
    for path in ("/docs", "/redoc", "/", "/unknown"):
        assert busy.with_token(None).get(path).status_code == 401
        assert busy.client("admin").get(path).status_code == 404


def test_expired_and_revoked_tokens_are_refused(world: World) -> None:
    """A token ends at its time, and at once when it is revoked."""
    token = world.token("read", days=30)
    client = world.with_token(token)
    assert client.get("/windows").status_code == 200
    revoke_token(world.service.record, token.split("_")[1], ACT)
    refused = client.get("/windows")
    assert refused.status_code == 401
    assert token not in refused.text
