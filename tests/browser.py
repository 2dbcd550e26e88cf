"""Debian's Chromium, driven by Playwright, for whoever looks at pages as a reader does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, expect, sync_playwright

from tests.conftest import find_program

# a test browser must not call home, and containers give it no sandbox of its own
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# a loaded machine may take longer than Playwright's five seconds
_PATIENCE_MS = 30_000


@contextmanager
def chromium() -> Iterator[Browser]:
    """Lend a browser.

    Playwright keeps an event loop running in this thread as long as it lives; whatever calls `asyncio.run`
    meanwhile fails: so lend it to one module of tests and not to the session.
    """
    expect.set_options(timeout=_PATIENCE_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=find_program("chromium"), args=_ARGUMENTS)
        yield started
        started.close()
