"""Checks what the docs claim: `python -m tools.check_docs` (part of `make check`).

The references are current, relative links lead somewhere, and every setting is explained.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from tools import api_reference, cli_reference, formats_reference, settings_reference

ROOT = Path(__file__).parents[1]
_LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")


def _pages() -> Iterator[Path]:
    yield from sorted(ROOT.glob("*.md"))
    yield from sorted((ROOT / "docs").rglob("*.md"))


def _dead_links() -> Iterator[str]:
    for page in _pages():
        for target in _LINK.findall(page.read_text(encoding="utf-8")):
            if (
                "://" not in target
                and not target.startswith("mailto:")
                and not (page.parent / target).exists()
            ):
                yield f"{page.relative_to(ROOT)}: the link to {target} leads nowhere"


def _stale() -> Iterator[str]:
    for module in (api_reference, cli_reference, settings_reference, formats_reference):
        file = module.FILE
        if not file.exists() or file.read_text(encoding="utf-8") != module.reference():
            yield f"docs/{file.name} is out of date: run python -m {module.__name__}"


def main() -> None:
    """Print what is wrong; exit 1 if anything is."""
    wrong = [*_stale(), *_dead_links()]
    for line in wrong:
        click.echo(line, err=True)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
