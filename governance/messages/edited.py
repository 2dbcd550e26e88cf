"""The HTML part of a mail whose text a person changed: made from those words, so both parts say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from governance.messages.model import ANSWER_LINK
from governance.messages.rendering import Renderer

_EVIDENCE = re.compile(r"\s*(?P<endpoint>\S.*?): (?P<before>\S+(?:\s%)?) -> (?P<after>\S+(?:\s%)?)\s*")
"""A line as the templates write it: `GET /orders: 33% -> 0%`."""


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph: words, or lines of evidence, or the link for the answer."""

    text: str = ""
    rows: Sequence[tuple[str, str, str]] = ()
    link: str = ""


def html_of(text: str, language: str) -> str:
    """Return a page of the same words: shares before and since as a table, the answer's link as a button."""
    facts = {"blocks": list(_blocks(text)), "language": language}
    return Renderer().fill("_edited.html", facts).strip() + "\n"


def _blocks(text: str) -> Iterator[_Block]:
    for paragraph in re.split(r"\n\s*\n", text.strip("\n")):
        lines = paragraph.splitlines()
        found = [match for match in map(_EVIDENCE.fullmatch, lines) if match]
        rows = [(match["endpoint"], match["before"], match["after"]) for match in found]
        if rows and len(rows) == len(lines):
            yield _Block(rows=rows)
        elif paragraph.strip() == ANSWER_LINK:
            yield _Block(link=ANSWER_LINK)
        elif paragraph.strip():
            yield _Block(text="\n".join(line.strip() for line in lines))
