"""Writes a picture of every page of a running console: `python -m tools.console_pictures ADDRESS LOGIN`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
_QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
_PAGES = (
    "/",
    "/cases",
    "/partners",
    "/groups",
    "/models",
    "/endpoints",
    "/rules",
    "/outbox",
    "/reports",
    "/data",
    "/audit",
    "/people",
    "/settings",
)
_SIZES = {"wide": (1280, 900), "phone": (390, 844)}


@click.command()
@click.argument("address")
@click.argument("login")
@click.option(
    "--folder", type=click.Path(path_type=Path), default=ROOT / "out" / "pictures", show_default=True
)
@click.option("--docs", is_flag=True, help="Only the pictures in docs/images, in its place.")
@click.option("--chromium", default="/usr/bin/chromium", show_default=True)
def main(address: str, login: str, folder: Path, docs: bool, chromium: str) -> None:
    """Sign in at ADDRESS as LOGIN, with the password on standard input, and take the pictures."""
    password = sys.stdin.readline().rstrip("\n")
    folder = ROOT / "docs" / "images" if docs else folder
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_QUIET)
        if docs:
            _for_docs(browser, address, login, password, folder)
            return
        for scheme in ("light", "dark"):
            for size, (width, height) in _SIZES.items():
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=scheme,  # type: ignore[arg-type] # one of two literals
                )
                page = context.new_page()
                _sign_in(page, address, login, password)
                for path in (*_PAGES, *_examples(page, address)):
                    _take(page, address + path, folder / f"{_name(path)}-{scheme}-{size}.png")
                context.close()
        browser.close()
    click.echo(f"Wrote the pictures to {folder}.")


def _for_docs(browser: Browser, address: str, login: str, password: str, folder: Path) -> None:
    """Take this week, a pivot and the groups, as far as a screen shows them."""
    page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    _sign_in(page, address, login, password)
    pivot = re.search('href="(/pivots/[^"?#]+)"', page.content())
    places = {"week": "/", "groups": "/groups"} | ({"case": pivot[1]} if pivot else {})
    for name, path in places.items():
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=folder / f"console-{name}.png")


def _sign_in(page: Page, address: str, login: str, password: str) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("#login", login)
    page.fill("#password", password)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")


def _examples(page: Page, address: str) -> list[str]:
    """Return one page of each kind that has many: the first that this week and the lists link to."""
    found = []
    for path, pattern in (
        ("/", '/pivots/[^"?#]+'),
        ("/partners", '/partners/[^"?#]+'),
        ("/groups", "/groups/[0-9]+"),
    ):
        page.goto(address + path)
        link = re.search(f'href="({pattern})"', page.content())
        found += [link[1]] if link else []
    return found


def _take(page: Page, place: str, file: Path) -> None:
    page.goto(place)
    for chart in page.locator("[data-figure]").all():
        chart.scroll_into_view_if_needed()
        page.wait_for_selector("[data-figure][data-drawn]", timeout=30_000)
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=file, full_page=True)


def _name(path: str) -> str:
    kind = path.strip("/").split("/")
    return {0: "this-week"}.get(len(path.strip("/")), kind[0].rstrip("s") if len(kind) > 1 else kind[0])


if __name__ == "__main__":
    main()
