"""A browser, and consoles for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from foundation import Home
from pivotwatch.service.context import Service
from tests.browser import chromium
from tests.governance.mail_servers import SmtpServer
from tests.web.web_world import PICTURES, Console, address_of, filled_service, listening, running

_QUIET = ("GL Driver Message", "willReadFrequently", "[DOM]", "Autofocus processing was blocked")
"""What Chromium says of its graphics, hints that are no mistakes, and a test quicker than the focus."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with chromium() as started:
        yield started


@pytest.fixture
def console(home: Home) -> Iterator[Console]:
    """A console of one's own, whose outbox has no server."""
    listener = listening()
    with running(filled_service(home), listener) as made:
        yield made


@pytest.fixture
def mailing(home: Home) -> Iterator[tuple[Console, SmtpServer]]:
    """A console whose outbox has a real SMTP server, and links that lead back to it."""
    listener = listening()
    with SmtpServer() as mail:
        overrides = {
            "governance.mail.host": "localhost",
            "governance.mail.port": str(mail.port),
            "governance.mail.security": "none",
            "governance.mail.sender": "partners@example.com",
            "governance.public_url": address_of(listener),
        }
        with running(filled_service(home, overrides), listener) as made:
            yield made, mail


@pytest.fixture(scope="module")
def quiet_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service for tests that only read."""
    service = filled_service(Home(tmp_path_factory.mktemp("quiet") / "home"))
    yield service
    service.record.dispose()


@pytest.fixture(scope="module")
def quiet_console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """A console for tests that only read."""
    with running(filled_service(Home(tmp_path_factory.mktemp("quiet") / "home")), listening()) as made:
        yield made


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A maker of pages; at the end each must have said nothing and asked nobody but the console."""
    said: list[str] = []
    contexts = []

    def make(address: str, **options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"error: {error}"))
        page.on("request", lambda request: _ours(request.url, address, said))
        return page

    yield make
    for context in contexts:
        context.close()
    assert [each for each in said if not any(word in each for word in _QUIET)] == []


def _ours(url: str, address: str, said: list[str]) -> None:
    if not url.startswith((f"{address}/", "data:", "blob:")):
        said.append(f"request to {url}")
