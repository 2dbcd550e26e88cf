"""The whole service on loopback over an eventful platform, with accounts of every role."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi.testclient import TestClient
from playwright.sync_api import Page

from foundation import FixedClock, Home, Warehouse
from governance import Act, Role, create_user, save_partners
from pivotwatch.app import App
from pivotwatch.service.apart import told_here
from pivotwatch.service.application import application
from pivotwatch.service.context import Service
from pivotwatch.stages.register import sync_register
from tests.api.api_world import NOW, _partner
from tests.reports.filling import NAMES, eventful_warehouse

PASSWORD = "four words nobody guesses"  # noqa: S105 - of accounts that live as long as a test
PEOPLE: dict[str, tuple[Role, str, str]] = {
    "vic": ("viewer", "Vic Viewer", ""),
    "mia": ("manager", "Mia Manager", "mia@example.com"),
    "ben": ("manager", "Ben Manager", ""),
    "ada": ("admin", "Ada Admin", ""),
}
PICTURES = Path(__file__).parents[2] / "out" / "console"
"""Screenshots, for people and for CI to keep; git leaves the folder alone."""
ADDRESS = "http://testserver"


@dataclass
class Console:
    """A running console.

    Attributes
    ----------
    address
        Where a browser finds it.
    """

    service: Service
    address: str

    def sign_in(self, page: Page, login: str, there: str = "/") -> None:
        """Sign in by the form, and land on a page."""
        page.goto(f"{self.address}/sign-in?next={there}")
        page.fill("#login", login)
        page.fill("#password", PASSWORD)
        page.click("text=Sign in >> nth=-1")
        page.wait_for_url(f"{self.address}{there}")


def filled_service(home: Home, overrides: dict[str, str] | None = None) -> Service:
    """Return the service over nine weeks, of which the last has pivots and hostile names."""
    service = bare_service(home, eventful_warehouse(), overrides)
    save_partners(service.record, [_partner(each, name) for each, name in NAMES.items()], "mia", NOW)
    with service.writing() as warehouse:
        sync_register(warehouse, service.record)
    return service


def bare_service(home: Home, warehouse: Warehouse, overrides: dict[str, str] | None = None) -> Service:
    """Return the service over a warehouse, with people and no partner."""
    service = Service(App(home, FixedClock(NOW), overrides or {}), warehouse, told_here)
    for login, (role, name, email) in PEOPLE.items():
        create_user(service.record, login, role, Act("test", NOW), name=name, email=email, password=PASSWORD)
    return service


@contextmanager
def running(service: Service, listener: socket.socket) -> Iterator[Console]:
    """Serve the whole application on a listening socket."""
    server = uvicorn.Server(uvicorn.Config(application(service), log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    until = time.monotonic() + 20
    while not server.started and thread.is_alive() and time.monotonic() < until:
        time.sleep(0.02)
    try:
        yield Console(service, address_of(listener))
    finally:
        server.should_exit = True
        thread.join(20)
        service.record.dispose()


def listening() -> socket.socket:
    """Return a socket on a free port of loopback."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    return listener


def address_of(listener: socket.socket) -> str:
    """Return the address of a listening socket."""
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


def client_of(service: Service, login: str | None) -> TestClient:
    """Return a client without a browser, signed in unless nobody is named."""
    client = TestClient(
        application(service), base_url=ADDRESS, headers={"Origin": ADDRESS}, raise_server_exceptions=False
    )
    if login is not None:
        token = form_token(client.get("/sign-in").text)
        answer = client.post(
            "/sign-in",
            data={"login": login, "password": PASSWORD, "form_token": token},
            follow_redirects=False,
        )
        assert answer.status_code == 303, answer.text
    return client


def form_token(html: str) -> str:
    """Return the token that a page's forms carry."""
    found = re.search(r'name="form_token" value="([0-9a-f]{64})"', html)
    assert found is not None, html[:500]
    return found[1]
