"""What all charts share: colours for light and dark paper, and text that Plotly does not interpret."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from typing import Any

# each has a contrast of at least 3 on the report's light and on its dark paper (WCAG 2.2, 1.4.11)
COLOURS = ("#3b78c4", "#c2621a", "#2f8a68", "#a8529a", "#86781f", "#c0504a", "#5f7486", "#7a68c8")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star", "triangle-down", "pentagon")
NO_GROUP = "no group"
GREY = "#7a7f87"
RING = "#c93f36"


def plain(text: str) -> str:
    """Return text that Plotly shows as it is: Plotly reads `<b>`, `<a href>` and `&lt;` in labels."""
    return html.escape(text, quote=False)


def shortened(text: str, most: int = 28) -> str:
    """Return text that fits beside a mark, plain; the whole of it belongs in the hover."""
    return plain(text if len(text) <= most else text[: most - 1] + "\N{HORIZONTAL ELLIPSIS}")


def colours_of(groups: Iterable[str | None]) -> Mapping[str | None, str]:
    """Return a colour for each group, by name order, so that all charts of a report agree."""
    names = sorted({group for group in groups if group is not None})
    return {None: GREY} | {name: COLOURS[index % len(COLOURS)] for index, name in enumerate(names)}


def layout(**more: Any) -> dict[str, Any]:
    """Return the layout every chart begins with; the page's CSS colours its text for light and dark."""
    return {
        "template": None,
        "font": {"family": "system-ui, -apple-system, Segoe UI, Roboto, sans-serif", "size": 13},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "autosize": True,
        **more,
    }
