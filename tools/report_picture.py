"""Takes the README's picture of the demo's report with Chromium: `python -m tools.report_picture`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "images" / "report.png"
_SIZE = {"width": 1000, "height": 1180}
_QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def main() -> None:
    """Write the picture from the newest report of the demo."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only this command needs it

    reports = sorted((ROOT / "pivotwatch-demo" / "reports").glob("*.html"))
    if not reports:
        click.echo("There is no demo report yet: run `make demo` first.", err=True)
        sys.exit(1)
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_QUIET)
        page = browser.new_page(viewport=_SIZE, color_scheme="light")  # type: ignore[arg-type] # a TypedDict
        page.goto(reports[-1].as_uri())
        page.screenshot(path=PICTURE)
        browser.close()
    click.echo(f"Wrote {PICTURE.relative_to(ROOT)} from {reports[-1].name}.")


if __name__ == "__main__":
    main()
