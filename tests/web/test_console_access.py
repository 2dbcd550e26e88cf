"""Each page by each role: who may see it, who may change what, and what a form must carry."""

from __future__ import annotations

import re

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from foundation import Home
from governance import ROLES, Role, change_user, list_cases
from pivotwatch.service.context import Service
from pivotwatch.web.application import web_app
from pivotwatch.web.desk import Needs, NeedsForm
from tests.api.api_world import ACME, ACT
from tests.web.web_world import client_of, filled_service, form_token

_OPEN = {"/sign-in", "/sign-in/oidc", "/sign-in/oidc/back", "/static/{digest}/{name}"}
_WHO = {None: None, "vic": "viewer", "mia": "manager", "ada": "admin"}
_VALUES = {
    "{case_id}": "case-none",
    "{finding_id}": "finding-none",
    "{message_id}": "message-none",
    "{answer_id}": "answer-none",
    "{partner_id:path}": "acme",
    "{group_id}": "1",
    "{endpoint_id}": "1",
    "{model_id}": "model-none",
    "{window}": "2026-W47",
    "{login}": "ben",
}


def _needed(route: APIRoute) -> Role | None:
    """Return the role that a route asks for; None = it forgot to."""
    roles = [each.call.role for each in route.dependant.dependencies if isinstance(each.call, Needs)]
    return roles[0] if len(roles) == 1 else None


def _routes(service: Service) -> list[APIRoute]:
    return [each for each in web_app(service).routes if isinstance(each, APIRoute)]


@pytest.fixture(scope="module")
def clients(quiet_service: Service) -> dict[str | None, TestClient]:
    return {login: client_of(quiet_service, login) for login in _WHO}


def test_every_page_names_its_role(quiet_service: Service) -> None:
    """No route but those for signing in is open, and each asks for one role."""
    forgot = [each.path for each in _routes(quiet_service) if _needed(each) is None]
    assert set(forgot) == _OPEN


def test_every_form_carries_a_token(quiet_service: Service) -> None:
    """What changes something asks for the session's token, and no GET changes anything."""
    for route in _routes(quiet_service):
        if route.methods != {"GET"} and route.path not in _OPEN:
            forms = [each.call for each in route.dependant.dependencies if isinstance(each.call, NeedsForm)]
            assert len(forms) == 1, route.path


def test_each_page_by_each_role(quiet_service: Service, clients: dict[str | None, TestClient]) -> None:
    """Who is not signed in is led to the door; who has too low a role gets 403; the others see the page."""
    for route in _routes(quiet_service):
        needed = _needed(route)
        if needed is None:
            continue
        path = route.path
        for name, value in _VALUES.items():
            path = path.replace(name, value)
        for login, role in _WHO.items():
            method = next(iter(route.methods))
            answer = clients[login].request(method, path, follow_redirects=False)
            told = f"{method} {path} as {login}: {answer.status_code}"
            if role is None:
                assert (answer.status_code, answer.headers["location"][:8]) == (303, "/sign-in"), told
            elif ROLES.index(role) < ROLES.index(needed) or method == "POST":
                assert answer.status_code == 403, told  # a POST here carries no token
            else:
                assert answer.status_code in (200, 404, 422), told


def test_a_form_of_another_site_is_refused(quiet_service: Service) -> None:
    """A form with a foreign Origin, a cross-site fetch, or none at all is refused before any page sees it."""
    client = client_of(quiet_service, "mia")
    token = form_token(client.get("/").text)
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://testserver.evil.example"},
    ):
        answer = client.post(f"/pivots/{ACME}/case", data={"form_token": token}, headers=headers)
        assert answer.status_code == 403
    assert list_cases(quiet_service.record) == []


def test_a_token_of_somebody_else_is_refused(quiet_service: Service) -> None:
    """A form with another session's token does nothing."""
    stolen = form_token(client_of(quiet_service, "ada").get("/").text)
    answer = client_of(quiet_service, "mia").post(f"/pivots/{ACME}/case", data={"form_token": stolen})
    assert answer.status_code == 403
    assert list_cases(quiet_service.record) == []


def test_every_answer_carries_the_policy(quiet_service: Service) -> None:
    """Pages, refusals and files forbid inline scripts, frames and guessing of types."""
    client = client_of(quiet_service, "vic")
    for path in ("/", "/audit", "/nothing", "/sign-in"):
        answer = client.get(path, follow_redirects=False)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy, path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


def test_a_report_is_in_a_sandbox(quiet_service: Service) -> None:
    """The archived report, which has scripts of its own, is served without the console's session in reach."""
    answer = client_of(quiet_service, "vic").get("/reports/2026-W47")
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"].startswith("sandbox allow-scripts")


def _figures(client: TestClient) -> dict[str, int]:
    """Return what stands over the week: last word to number."""
    found = re.findall(r"<li><b>([\d,]+)</b> ([^<]+)</li>", client.get("/").text)
    return {words.split()[-1]: int(number.replace(",", "")) for number, words in found}


def test_teams_are_kept_apart(home: Home) -> None:
    """With separate teams a partner is seen by the team of its owner and by admins, and by nobody else."""
    service = filled_service(home, {"web.separate_teams": "true"})
    change_user(service.record, "mia", ACT, team="crm")
    change_user(service.record, "ben", ACT, team="billing")
    mine, others, admin = (client_of(service, login) for login in ("mia", "ben", "ada"))
    assert mine.get("/partners/acme").status_code == 200
    assert admin.get("/partners/acme").status_code == 200
    assert others.get("/partners/acme").status_code == 403
    for path in ("/", "/partners", "/groups/1", "/groups/2", "/endpoints/3", "/partners?search=acme"):
        assert "Acme Tools" not in others.get(path).text, path
    assert "Acme Tools" in mine.get("/partners").text
    figures = {who: _figures(who) for who in (mine, others, admin)}
    assert figures[admin]["pivots"] == figures[mine]["pivots"] > figures[others]["pivots"] == 0
    assert figures[admin]["calls"] > figures[mine]["calls"] > figures[others]["calls"] == 0
    assert "<h1>None of your partners called in" in others.get("/").text
    assert others.get(f"/pivots/{ACME}").status_code == 403
    assert others.get("/reports/2026-W47").status_code == 403
    token = form_token(others.get("/").text)
    assert others.post(f"/pivots/{ACME}/case", data={"form_token": token}).status_code == 403
    service.record.dispose()
