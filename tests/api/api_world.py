"""An API over an eventful platform, and callers with tokens of given scopes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from foundation import FixedClock, Home
from governance import SCOPES, Act, Contact, Credential, Declaration, Partner, create_token, save_partners
from pivotwatch.api.application import api_app
from pivotwatch.app import App
from pivotwatch.service.apart import told_here
from pivotwatch.service.context import Service
from pivotwatch.stages.register import sync_register
from tests.reports.filling import NAMES, eventful_warehouse

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
"""The Monday after the eventful week, 2026-W47."""
ACT = Act("mia", NOW)
ACME = "finding-acme-pivot"


@dataclass
class World:
    """A service, its API, and a clock that stands."""

    service: Service
    app: FastAPI
    seconds: list[float] = field(default_factory=lambda: [0.0])
    _made: int = 0

    def token(self, *scopes: str, days: int = 30) -> str:
        """Make a token with these scopes; none = all."""
        self._made += 1
        wanted = scopes or tuple(SCOPES)
        name = f"{'+'.join(wanted)[:60]} {self._made}"
        return create_token(self.service.record, name, wanted, timedelta(days=days), ACT)[1]

    def client(self, *scopes: str) -> TestClient:
        """Return a caller with a new token."""
        return self.with_token(self.token(*scopes))

    def with_token(self, token: str | None) -> TestClient:
        """Return a caller with this token."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return TestClient(self.app, headers=headers, raise_server_exceptions=False)


def make_world(
    home: Home, database: str = "", ticks: Callable[[], float] | None = None, **settings: Any
) -> World:
    """Return the API over the eventful platform; `settings` are of `[api]`."""
    overrides = {f"api.{name}": str(value) for name, value in settings.items()}
    app = App(home, FixedClock(NOW), overrides | ({"governance.database": database} if database else {}))
    service = Service(app, eventful_warehouse(), told_here)
    save_partners(service.record, [_partner(each, name) for each, name in NAMES.items()], "mia", NOW)
    with service.writing() as warehouse:
        sync_register(warehouse, service.record)
    seconds = [0.0]
    return World(service, api_app(service, ticks or (lambda: seconds[0])), seconds)


def _partner(partner_id: str, name: str) -> Partner:
    number = list(NAMES).index(partner_id) + 1  # the credential of the n-th partner in the filling
    contacts = (Contact("technical", "Jo Doe", f"jo@{partner_id}.example"),)
    return Partner(
        partner_id,
        name,
        "gold",
        "mia@example.com",
        "de-DE",
        "Europe/Berlin",
        (Credential(number, f"credential {number}"),),
        contacts,
        Declaration(("Contact writers",)),
    )
