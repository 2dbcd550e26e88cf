"""Every page in a real browser: hostile strings stay text, nothing leaves the machine, axe is content."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from governance import CaseFinding, open_case
from pivotwatch.findings import find
from tests.api.api_world import ACT
from tests.reports.filling import FORMULA_NAME, HOSTILE_NAME
from tests.web.web_world import PICTURES, Console

pytestmark = pytest.mark.needs("chromium")
_AXE = Path(str(distribution("axe-playwright-python").locate_file("axe_playwright_python/axe.min.js")))
_PAGES = {
    "week": "/",
    "cases": "/cases",
    "pivot": "/pivots/finding-evil-pivot",
    "shift": "/pivots/finding-None-group_shift",
    "partners": "/partners",
    "partner": "/partners/evil",
    "groups": "/groups",
    "space": "/groups?dimensions=3",
    "group": "/groups/3",
    "models": "/models",
    "endpoints": "/endpoints",
    "endpoint": "/endpoints/6",
    "rules": "/rules?finding=finding-evil-pivot",
    "outbox": "/outbox",
    "reports": "/reports",
    "data": "/data",
    "audit": "/audit?verify=1",
    "people": "/people",
    "settings": "/settings",
    "missing": "/groups/4711",
}
_WHERE_HOSTILE = ("week", "pivot", "partners", "partner", "group", "endpoints", "endpoint", "data")


@pytest.fixture(scope="module")
def hostile(quiet_console: Console) -> Console:
    """The console with a case of the partner whose name is an attack."""
    service = quiet_console.service
    with service.reading() as warehouse:
        (row,) = find(warehouse, service.record, ["finding-reader-1-error_storm"])
    open_case(service.record, CaseFinding.of(row), ACT, owner=HOSTILE_NAME)
    return quiet_console


def _violations(page: Page) -> list[str]:
    """Return what axe-core finds that is serious or critical, for WCAG 2.2 A and AA."""
    # evaluated by the debugger, which the page's policy does not bind
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found: dict[str, Any] = page.evaluate(
        "async tags => await axe.run(document, {runOnly: {type: 'tag', values: tags}})", tags
    )
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:200]}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]


_NARROW_CELLS = """[...document.querySelectorAll('main td')]
    .filter((each) => each.clientHeight > 6 * each.clientWidth && each.clientWidth > 0)
    .map((each) => `${location.pathname}: ${each.textContent.slice(0, 60)}`)"""


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_harmless(
    hostile: Console, opened: Callable[..., Page], scheme: str
) -> None:
    """No serious violation, no script of a partner's, no request elsewhere, a quiet browser."""
    page = opened(hostile.address, color_scheme=scheme)
    hostile.sign_in(page, "ada")
    wrong = []
    for name, path in _PAGES.items():
        if name == "missing":
            continue
        page.goto(hostile.address + path)
        for chart in page.locator("[data-figure]").all():
            chart.scroll_into_view_if_needed()
        if page.locator("[data-figure]").count():
            expect(page.locator("[data-figure] svg.main-svg").first).to_be_attached()
        page.screenshot(path=PICTURES / f"page-{name}-{scheme}.png", full_page=True)
        wrong += [f"{name}: {each}" for each in _violations(page)]
        assert page.evaluate("window.hacked") is None, name
        assert page.locator("main :is(img, iframe, script)").count() == 0, name
    assert wrong == []


def test_hostile_names_are_shown_letter_for_letter(hostile: Console, opened: Callable[..., Page]) -> None:
    """A name that is an attack reads as it is written, wherever it stands."""
    page = opened(hostile.address)
    hostile.sign_in(page, "ada")
    for name in ("week", "pivot", "partners", "partner"):
        page.goto(hostile.address + _PAGES[name])
        assert HOSTILE_NAME in page.locator("main").inner_text(), name
    assert FORMULA_NAME in page.goto(f"{hostile.address}/partners").text().replace("&#34;", '"')  # type: ignore[union-attr]
    for name in ("endpoints", "data"):
        page.goto(hostile.address + _PAGES[name])
        assert "<script>window.hacked=1</script>" in page.locator("main").inner_text(), name


@pytest.mark.slow
def test_pages_fit_a_phone(hostile: Console, opened: Callable[..., Page]) -> None:
    """At 360 pixels no page scrolls sideways, folds open or shut, and no column is a letter wide."""
    page = opened(hostile.address, viewport={"width": 360, "height": 740})
    hostile.sign_in(page, "ada")
    wide, narrow = [], []
    for name, path in _PAGES.items():
        if name in ("missing", "space"):
            continue
        page.goto(hostile.address + path)
        narrow += page.evaluate(_NARROW_CELLS)
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            wide.append(name)
        page.screenshot(path=PICTURES / f"phone-{name}.png", full_page=True)
    assert wide == []
    assert narrow == []


@pytest.mark.slow
def test_a_page_prints_whole(hostile: Console, opened: Callable[..., Page]) -> None:
    """On paper there is no menu and no form; charts and folded tables are there."""
    page = opened(hostile.address)
    hostile.sign_in(page, "ada")
    expect(page.locator("[data-figure][data-drawn=yes]").first).to_be_attached()
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    assert page.locator("[data-figure] svg.main-svg").first.is_visible()
    assert not page.locator(".side").is_visible()
    page.goto(hostile.address + _PAGES["pivot"])
    assert not page.locator("main form").first.is_visible()


def test_an_injected_script_would_not_run(hostile: Console, opened: Callable[..., Page]) -> None:
    """Even if a string got through as HTML, the policy would keep it from running."""
    page = opened(hostile.address)

    def inject(route: Any) -> None:
        answer = route.fetch()
        body = answer.text().replace("<h1>", "<script>window.hacked=1</script><h1 onclick='hacked=1'>")
        route.fulfill(response=answer, body=body)

    hostile.sign_in(page, "ada")
    page.close()
    other = opened(hostile.address).context.browser
    assert other is not None
    context = other.new_context()
    attacked = context.new_page()
    hostile.sign_in(attacked, "ada")
    attacked.route("**/cases", inject)
    attacked.goto(f"{hostile.address}/cases")
    attacked.click("h1")
    assert attacked.evaluate("window.hacked") is None
    context.close()


def test_search_narrows_while_typing(hostile: Console, opened: Callable[..., Page]) -> None:
    """The list of partners follows the letters, without a new page; the address keeps them."""
    page = opened(hostile.address)
    hostile.sign_in(page, "mia", "/partners")
    page.locator("#search").press_sequentially("acme")
    expect(page.locator("#partners tbody tr")).to_have_count(1)
    expect(page.locator("#partners tbody th")).to_contain_text("Acme Tools")
    assert "search=acme" in page.url


def test_a_page_prints(hostile: Console, opened: Callable[..., Page]) -> None:
    """On paper there is no menu and no form, and nothing is wider than the sheet."""
    page = opened(hostile.address, viewport={"width": 680, "height": 1000})
    hostile.sign_in(page, "ada", "/pivots/finding-acme-pivot")
    page.emulate_media(media="print")
    expect(page.locator(".side")).not_to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 680
    assert page.pdf(format="A4").startswith(b"%PDF")
