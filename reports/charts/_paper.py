"""Charts that stand alone, in a notebook or an e-mail: light paper of their own, titles, axes."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from reports.charts._style import layout, plain

_PAPER = "#ffffff"
_INK = "#22262c"
GRID = "#e3e6ea"
SCALE = ((0.0, "#f7f9fb"), (0.25, "#cfdded"), (0.5, "#8fb0d6"), (0.75, "#4a7dba"), (1.0, "#1d4a86"))
"""From nothing to much, in one hue: also right in print and for the colour-blind."""

LEGEND_ABOVE = {"orientation": "h", "x": 1, "xanchor": "right", "y": 1.01, "yanchor": "bottom"}
"""On the right above the plot; the title is on the left."""


def paper(title: str, **more: Any) -> go.Figure:
    """Return an empty figure with a title; margins grow with the labels."""
    return go.Figure(
        layout=layout(
            title={"text": plain(title), "x": 0, "xref": "paper", "xanchor": "left", "font": {"size": 16}},
            paper_bgcolor=_PAPER,
            plot_bgcolor=_PAPER,
            font={
                "family": "system-ui, -apple-system, Segoe UI, Roboto, sans-serif",
                "size": 13,
                "color": _INK,
            },
            margin={"l": 12, "r": 16, "t": 52, "b": 12},
            hoverlabel={"align": "left"},
            **more,
        )
    )


def axis(title: str, **more: Any) -> dict[str, Any]:
    """Return an axis with a title and a quiet grid."""
    return {
        "title": {"text": plain(title)},
        "gridcolor": GRID,
        "zerolinecolor": GRID,
        "automargin": True,
    } | more
