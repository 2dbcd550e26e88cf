"""A detector's runbook as HTML: paragraphs, lists, `code`, *stress*; all else is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup, escape

from detectors import DETECTORS

__all__ = [
    "markdown_html",
    "runbook_html",
]

_ITEM = re.compile(r"\s*(?:[-*]|\d+\.)\s+(.*)")
_LISTS = {"ol": Markup("<ol>{}</ol>"), "ul": Markup("<ul>{}</ul>")}
_INLINE = ((r"`([^`]+)`", "code"), (r"\*\*([^*]+)\*\*", "strong"), (r"\*([^*]+)\*", "em"))


def runbook_html(detector: str) -> Markup:
    """Return what to do with a detector's findings; empty when the detector is no longer installed."""
    if detector not in DETECTORS:
        return Markup("")
    return markdown_html(DETECTORS[detector].runbook)


def markdown_html(markdown: str) -> Markup:
    """Return a small part of Markdown as HTML; headings become plain paragraphs."""
    return Markup("\n").join(_blocks(markdown))


def _blocks(markdown: str) -> Iterator[Markup]:
    for is_text, lines in groupby(_joined(markdown), key=bool):
        if not is_text:
            continue
        for kind, items in groupby(lines, key=_kind):
            inner = [_inline(_ITEM.sub(r"\1", line)) for line in items]
            if kind in _LISTS:
                points = (Markup("<li>{}</li>").format(each) for each in inner)
                yield _LISTS[kind].format(Markup("").join(points))
            else:
                yield from (Markup("<p>{}</p>").format(each) for each in inner)


def _joined(markdown: str) -> Iterator[str]:
    """Yield logical lines: a wrapped line is joined to the one it continues; '' ends a block."""
    held = ""
    for line in markdown.strip().splitlines():
        if not line.strip() or _ITEM.match(line):
            yield from filter(None, [held])
            held = line.strip()
            if not held:
                yield ""
        else:
            held = f"{held} {line.strip().lstrip('# ')}".strip()
    yield from filter(None, [held])


def _kind(line: str) -> str:
    if not _ITEM.match(line):
        return ""
    return "ol" if line.lstrip()[0].isdigit() else "ul"


def _inline(text: str) -> Markup:
    html = str(escape(text))
    for pattern, tag in _INLINE:
        html = re.sub(pattern, rf"<{tag}>\1</{tag}>", html)
    return Markup(html)  # noqa: S704 - escaped before the tags were put in
