"""How Matplotlib draws the marks of Plotly's traces; see `drawn`."""

from __future__ import annotations

import html
from typing import Any

import numpy as np
import plotly.graph_objects as go

from reports.charts._paper import GRID

_MARKERS = {
    "circle": "o",
    "square": "s",
    "diamond": "D",
    "triangle-up": "^",
    "cross": "P",
    "x": "X",
    "star": "*",
    "triangle-down": "v",
    "pentagon": "p",
}
_DARK = 0.6
"""Above this part of the scale, text in a cell is white."""


def bars(area: Any, trace: Any, figure: go.Figure) -> None:
    """Draw bars: side by side by name, or along numbers."""
    places = list(trace.y if trace.orientation == "h" else trace.x)
    lengths = np.asarray(trace.x if trace.orientation == "h" else trace.y, dtype=float)
    style = {"color": trace.marker.color, "label": html.unescape(trace.name or "")}
    if trace.orientation != "h":
        order = list(figure.layout.xaxis.categoryarray)
        area.bar([order.index(each) + 0.5 for each in places], lengths, width=1, edgecolor="white", **style)
        return
    named = isinstance(places[0], str)
    side_by_side = [each for each in figure.data if each.type == "bar"] if named else [trace]
    thick = 0.8 / len(side_by_side)
    shift = (side_by_side.index(trace) - (len(side_by_side) - 1) / 2) * thick
    at = np.arange(len(places)) if named else np.asarray(places, dtype=float)
    area.barh(at + shift, lengths, height=thick, **style)
    area.grid(axis="x", color=GRID)
    area.set_axisbelow(True)
    if named:
        area.set_yticks(at, [html.unescape(each) for each in places])


def boxes(area: Any, trace: Any, figure: go.Figure) -> None:
    """Draw a box with its points, in the order of the figure's boxes."""
    at = [each.name for each in figure.data].index(trace.name)
    values = np.asarray(trace.y, dtype=float)
    area.boxplot(
        values, positions=[at], widths=0.5, showfliers=False, medianprops={"color": trace.line.color}
    )
    area.plot(
        np.linspace(at - 0.1, at + 0.1, len(values)), values, "o", color=trace.marker.color, markersize=4
    )
    area.grid(axis="y", color=GRID)
    area.set_xticks(range(len(figure.data)), [html.unescape(each.name) for each in figure.data])


def heat(area: Any, trace: Any, _figure: go.Figure) -> None:
    """Draw a heat map; with text in its cells it needs no scale beside it."""
    from matplotlib.colors import LinearSegmentedColormap  # noqa: PLC0415 - optional

    values = np.ma.masked_invalid(np.asarray(trace.z, dtype=float))
    scale = LinearSegmentedColormap.from_list("heat", [tuple(each) for each in trace.colorscale])
    top = trace.zmax if trace.zmax is not None else max(1.0, float(values.max()))
    cells = area.pcolormesh(
        values, cmap=scale, vmin=trace.zmin or 0, vmax=top, edgecolors="white", linewidth=1
    )
    area.set_xticks(
        np.arange(len(trace.x)) + 0.5, [html.unescape(each) for each in trace.x], rotation=20, ha="right"
    )
    area.set_yticks(np.arange(len(trace.y)) + 0.5, [html.unescape(each) for each in trace.y])
    area.tick_params(length=0)
    if trace.text is None:
        area.figure.colorbar(cells, ax=area, label="value", pad=0.02, aspect=30).outline.set_visible(False)
        return
    for row, line in enumerate(trace.text):
        for column, text in enumerate(line):
            ink = "white" if values[row, column] > _DARK * top else "black"
            area.text(column + 0.5, row + 0.5, text, ha="center", va="center", color=ink)


def points(area: Any, trace: Any, _figure: go.Figure) -> None:
    """Draw points by symbol and colour, joined where the trace has lines, with their names where it has."""
    joined = "lines" in trace.mode
    area.plot(trace.x, trace.y, linestyle="-" if joined else "", **_mark(trace))
    area.grid(color=GRID)
    area.set_axisbelow(True)
    for x, y, name in zip(trace.x, trace.y, trace.text if trace.text is not None else (), strict=False):
        area.annotate(
            html.unescape(name), (x, y), xytext=(0, 6), textcoords="offset points", ha="center", va="bottom"
        )


def points_3d(area: Any, trace: Any, _figure: go.Figure) -> None:
    """Draw points in space, with their names where the trace has them."""
    area.plot(trace.x, trace.y, trace.z, linestyle="", **_mark(trace))
    for *place, name in zip(
        trace.x, trace.y, trace.z, trace.text if trace.text is not None else (), strict=False
    ):
        area.text(*place, f" {html.unescape(name)}")


def _mark(trace: Any) -> dict[str, Any]:
    symbol = str(trace.marker.symbol or "circle")
    return {
        "marker": _MARKERS[symbol.removesuffix("-open")],
        "color": trace.marker.color,
        "markerfacecolor": "none" if symbol.endswith("-open") else trace.marker.color,
        "markersize": 7 if "lines" not in trace.mode else 4,
        "label": html.unescape(trace.name or ""),
    }
