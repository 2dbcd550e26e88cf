"""Signing in through a real OpenID Connect provider in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest
from fastapi.testclient import TestClient

from foundation import Home, SystemClock, Warehouse
from governance import Act, change_user, create_user, list_users, newest_audit_entries
from pivotwatch.app import App
from pivotwatch.service.context import Service
from tests.governance.mail_servers import free_port
from tests.web.web_world import ADDRESS, client_of


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of a provider that takes any client and any person."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        address = f"http://localhost:{port}"
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                httpx.get(f"{address}/.well-known/openid-configuration").raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield address
        running.terminate()


@pytest.fixture
def service(home: Home, provider: str) -> Iterator[Service]:
    overrides = {
        "web.oidc.issuer": provider,
        "web.oidc.client_id": "console",
        "web.oidc.client_secret": "between us",
        "web.oidc.managers": '["partner-managers"]',
        "web.address": ADDRESS,
    }
    made = Service(App(home, SystemClock(), overrides), Warehouse.in_memory())
    yield made
    made.record.dispose()


def _person(provider: str, subject: str, **claims: object) -> None:
    httpx.put(f"{provider}/users/{subject}", json=claims).raise_for_status()


def _way(client: TestClient, subject: str, there: str = "/") -> tuple[str, str]:
    """Go to the provider and let the person in; return where it leads back to, and the way there."""
    gone = client.get(f"/sign-in/oidc?next={there}", follow_redirects=False)
    assert gone.status_code == 303, gone.text
    back = httpx.post(gone.headers["location"], data={"sub": subject}, follow_redirects=False)
    assert back.status_code == 302, back.text
    return back.headers["location"].removeprefix(ADDRESS), gone.headers["location"]


def test_a_manager_signs_in(service: Service, provider: str) -> None:
    """Whose claim names a role gets an account with it, by code and PKCE, and lands where they wanted."""
    _person(provider, "mia", name="Mia", email="mia@example.com", groups=["partner-managers"])
    client = client_of(service, None)
    back, gone = _way(client, "mia", "/partners")
    assert "code_challenge_method=S256" in gone
    answer = client.get(back, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/partners")
    (user,) = list_users(service.record)
    assert (user.name, user.role, user.by_password) == ("Mia", "manager", False)
    assert client.get("/partners").status_code == 200
    assert newest_audit_entries(service.record, 1)[0].details == {"how": "oidc"}
    back, _ = _way(client, "mia")
    client.get(back)
    assert len(list_users(service.record)) == 1


def test_who_has_no_role_stays_outside(service: Service, provider: str) -> None:
    """Whom the provider knows and nobody gave a role here gets no account."""
    _person(provider, "stranger", name="Stranger", email="stranger@example.com")
    client = client_of(service, None)
    back, _ = _way(client, "stranger")
    answer = client.get(back)
    assert answer.status_code == 422
    assert "nobody gave you a role here" in answer.text
    assert list_users(service.record) == []


def test_an_account_made_beforehand_is_linked_by_a_verified_address(service: Service, provider: str) -> None:
    """An admin makes an account for an address; only its verified holder gets in, and by password nobody."""
    act = Act("ada", service.clock.now())
    create_user(service.record, "vic", "viewer", act, name="Vic", email="vic@example.com")
    _person(provider, "false-vic", email="vic@example.com", email_verified=False)
    client = client_of(service, None)
    back, _ = _way(client, "false-vic")
    assert client.get(back).status_code == 422
    _person(provider, "vic", email="vic@example.com", email_verified=True)
    back, _ = _way(client, "vic")
    assert client.get(back, follow_redirects=False).status_code == 303
    change_user(service.record, "vic", act, role="admin")
    assert client.get("/people").status_code == 200


def test_a_forged_return_is_refused(service: Service, provider: str) -> None:
    """Another state, a code from elsewhere, or a browser that did not begin here: nobody gets in."""
    _person(provider, "mia", name="Mia", email="mia@example.com", groups=["partner-managers"])
    client = client_of(service, None)
    back, _ = _way(client, "mia")
    assert client.get(back.replace("state=", "state=x")).status_code == 403
    assert client_of(service, None).get(back).status_code == 403
    other, _ = _way(client_of(service, None), "mia")
    code = other.partition("code=")[2].partition("&")[0]
    own = back.partition("code=")[2].partition("&")[0]
    # a code of another attempt does not fit this one's PKCE verifier
    assert client.get(back.replace(own, code)).status_code == 422
    assert list_users(service.record) == []
