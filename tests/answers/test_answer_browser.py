"""The answer page in a real browser: by keyboard, without scripts, on a phone, dark, with hostile names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from foundation import Home
from governance import case_answers
from tests.answers.asked_world import Asked, ask
from tests.api.serving import served
from tests.browser import chromium
from tests.reports.filling import HOSTILE_NAME

pytestmark = pytest.mark.needs("chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    return ask(Home(tmp_path / "home"), name=HOSTILE_NAME, partner=HOSTILE_NAME)


@pytest.fixture
def address(asked: Asked) -> Iterator[str]:
    """The link, on a real server."""
    with served(asked.app) as url:
        yield f"{url}/answer/{asked.token()}"


def _watched(context: BrowserContext, messages: list[str]) -> Page:
    page = context.new_page()
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    return page


def test_answered_without_a_script_by_keyboard(browser: Browser, asked: Asked, address: str) -> None:
    """With JavaScript off, keys alone choose, write and send; the page thanks, and a reload sends nothing."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        page.focus("input[value=planned]")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.type("A retry loop")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Thank you")
        page.reload()
        assert "A mistake on our side" in page.content()
    (answer,) = case_answers(asked.service.record, asked.case.case_id)
    assert (answer.kind, answer.text) == ("bug", "A retry loop")


def test_hostile_names_run_nothing(browser: Browser, asked: Asked, address: str) -> None:
    """With scripts on, a partner whose name is markup runs none; no request leaves, no complaint."""
    with browser.new_context() as context:
        messages: list[str] = []
        requests: list[str] = []
        page = _watched(context, messages)
        page.on("request", lambda request: requests.append(request.url))
        page.goto(address)
        page.check("input[value=other]")
        page.fill("textarea", f"</textarea>{HOSTILE_NAME}")
        page.click("button")
        page.wait_for_selector("text=Thank you")
        assert page.evaluate("window.hacked === undefined")
        assert page.locator("img").count() == 0
        assert HOSTILE_NAME in page.locator(".words").inner_text()
        assert {url.partition("/answer/")[0] for url in requests} == {address.partition("/answer/")[0]}
        assert messages == []
    assert len(case_answers(asked.service.record, asked.case.case_id)) == 1


def test_the_policy_stops_a_script(browser: Browser, address: str) -> None:
    """Were markup to slip through, the browser would still run no script of it: the policy says so."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        page.evaluate("""() => { const s = document.createElement('script');
            s.textContent = 'window.hacked = 1';
            document.body.append(s); const i = document.createElement('div');
            i.innerHTML = '<img src=x onerror="window.hacked=2">'; document.body.append(i); }""")
        page.wait_for_timeout(200)
        assert page.evaluate("window.hacked === undefined")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1200])
def test_it_reads_well(browser: Browser, asked: Asked, address: str, scheme: str, width: int) -> None:
    """Light and dark, phone and desk: axe finds nothing against WCAG 2.2 AA, and nothing runs off."""
    with browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light", viewport={"width": width, "height": 800}
    ) as context:
        page = context.new_page()
        page.goto(address)
        for state in ("asking", "refused", "answered"):
            found = Axe().run(
                page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
            )
            assert found.response["violations"] == [], (state, scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, state
            if state == "asking":
                boxes = [each.bounding_box() for each in page.locator("label.choice, button, textarea").all()]
                assert all(box and box["height"] >= 24 and box["width"] >= 24 for box in boxes)
                page.evaluate("document.querySelector('form').noValidate = true")
                page.click("button")
                page.wait_for_selector("[role=alert]")
            elif state == "refused":
                page.check("input[value=planned]")
                page.click("button")
                page.wait_for_selector("text=Thank you")
    assert len(case_answers(asked.service.record, asked.case.case_id)) == 1


def test_what_assistive_technology_hears(browser: Browser, address: str) -> None:
    """One first heading, a language, a labelled group of four radios, a labelled text, a table."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        assert page.locator("h1").count() == 1
        assert page.locator("html").get_attribute("lang") == "en"
        group = page.get_by_role("group", name="What is behind it?")
        assert group.get_by_role("radio").count() == 4
        assert page.get_by_role("radio", name="This was not us").count() == 1
        assert page.get_by_role("textbox", name="In your words").count() == 1
        assert page.get_by_role("table", name="Share of your calls").count() == 1
        assert page.get_by_role("main").count() == 1
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
