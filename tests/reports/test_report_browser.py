"""The page in a real browser: quiet console, no request, nothing hostile runs, fits a phone, prints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from reports import read_report, render_html
from tests.browser import chromium
from tests.reports.filling import HOSTILE_NAME, PLATFORM, eventful_warehouse

pytestmark = pytest.mark.needs("chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The eventful week's page."""
    written = tmp_path_factory.mktemp("page") / "report.html"
    written.write_text(render_html(read_report(eventful_warehouse(), PLATFORM)), encoding="utf-8")
    return written


def _opened(page: Page, file: Path) -> Page:
    page.goto(file.as_uri())
    page.wait_for_selector("[data-figure=group-map-figure] .textpoint")
    return page


def test_it_is_quiet_and_asks_for_nothing(browser: Browser, file: Path) -> None:
    """Opening the page writes no console message and makes no request; both charts are drawn."""
    page = browser.new_page()
    messages, requests = [], []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    _opened(page, file)
    assert messages == []
    assert requests == [file.as_uri()]
    assert page.locator("[data-figure] svg.main-svg").count() >= 2
    page.close()


def test_hostile_strings_are_shown_and_not_run(browser: Browser, file: Path) -> None:
    """A name with a script shows letter for letter, in text and in charts, and nothing of it runs."""
    page = _opened(browser.new_page(), file)
    assert page.locator("article h3").nth(1).text_content() == HOSTILE_NAME
    assert page.locator(".textpoint").filter(has_text='"><img src=x').count() == 1
    assert page.locator("[data-figure] :is(img, script, iframe)").count() == 0
    assert page.evaluate("window.hacked") is None
    page.close()


def test_hover_shows_hostile_names_as_text(browser: Browser, file: Path) -> None:
    """Pointing at a partner on the map shows its name letter for letter."""
    page = _opened(browser.new_page(), file)
    page.locator("[data-figure=group-map-figure]").scroll_into_view_if_needed()
    # the last trace is the rings; its second mark is the hostile partner's
    page.locator("[data-figure=group-map-figure] .trace").last.locator(".point").nth(1).hover(force=True)
    assert page.locator(".hoverlayer .nums").text_content() == f"{HOSTILE_NAME}Inventory <i>clerks</i>"
    assert page.evaluate("window.hacked") is None
    page.close()


def test_an_injected_script_would_not_run(browser: Browser, file: Path, tmp_path: Path) -> None:
    """Even if a string got through as HTML, the page's policy would keep it from running."""
    text = file.read_text(encoding="utf-8")
    injected = tmp_path / "injected.html"
    injected.write_text(text.replace("<h1>", "<script>window.hacked=1</script><h1>"), encoding="utf-8")
    page = _opened(browser.new_page(), injected)
    assert page.evaluate("window.hacked") is None
    page.close()


def test_a_phone_scrolls_one_way(browser: Browser, file: Path) -> None:
    """At 360 pixels nothing scrolls sideways, every fold open; moves are a table there, and no bands."""
    page = _opened(browser.new_page(viewport={"width": 360, "height": 740}), file)
    assert page.get_by_role("table", name="Moved between").is_visible()
    assert page.locator(".bands").is_hidden()
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


def test_dark_paper_has_light_ink(browser: Browser, file: Path) -> None:
    """With a dark desktop the paper is dark and text, in charts too, is light; printed, it is the reverse."""
    page = _opened(browser.new_page(color_scheme="dark"), file)
    ink = "getComputedStyle(document.querySelector('.textpoint text')).fill"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 22, 24)"
    assert page.evaluate(ink) == "rgb(232, 230, 225)"
    page.emulate_media(media="print")
    assert page.evaluate(ink) == "rgb(27, 28, 30)"
    page.close()


def test_it_prints(browser: Browser, file: Path) -> None:
    """On paper nothing is wider than the page, and cards are kept whole."""
    page = _opened(browser.new_page(viewport={"width": 673, "height": 1000}), file)
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 673
    assert page.evaluate("getComputedStyle(document.querySelector('.card')).breakInside") == "avoid"
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.close()


def test_the_keyboard_reaches_the_report_first(browser: Browser, file: Path) -> None:
    """The first Tab stop is the visible link past the masthead, and it leads to the report."""
    page = _opened(browser.new_page(), file)
    page.keyboard.press("Tab")
    assert page.locator(".skip").is_visible()
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()
