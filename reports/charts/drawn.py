"""Figures drawn by Matplotlib, for pictures on a machine without a browser."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import plotly.graph_objects as go

from reports.charts.drawn_marks import bars, boxes, heat, points, points_3d

_DOTS_PER_INCH = 100
_LEGEND_TITLE = 9
_DRAWN: dict[str, Callable[[Any, Any, go.Figure], None]] = {
    "bar": bars,
    "box": boxes,
    "heatmap": heat,
    "scatter": points,
    "scatter3d": points_3d,
}


def kinds_that_need_a_browser(figure: go.Figure) -> list[str]:
    """Return the kinds of the figure's traces that Matplotlib cannot draw: `sankey`."""
    return sorted({trace.type for trace in figure.data} - _DRAWN.keys())


def draw(figure: go.Figure, target: Path, width: int, height: int, scale: float) -> None:
    """Write a figure of `reports.charts` as a picture; what it looks like is close, not the same.

    Parameters
    ----------
    width, height
        In pixels before scaling.

    Raises
    ------
    ImportError
        When there is no Matplotlib.
    """
    import matplotlib as mpl  # noqa: PLC0415 - optional; pivotwatch[notebooks] brings it
    from matplotlib.figure import Figure  # noqa: PLC0415 - as above

    # partners' names are text, also with dollar signs: no formulas
    with mpl.rc_context({"text.parse_math": False, "font.size": 9, "svg.fonttype": "none"}):
        inches = (width / _DOTS_PER_INCH, height / _DOTS_PER_INCH)
        picture = Figure(figsize=inches, dpi=_DOTS_PER_INCH, layout="constrained")
        areas = _areas(picture, figure)
        for trace in figure.data:
            _DRAWN[trace.type](areas[getattr(trace, "yaxis", None) or "y"], trace, figure)
        _lines(areas["y"], figure)
        _words(picture, areas, figure)
        picture.savefig(target, dpi=_DOTS_PER_INCH * scale, facecolor="white")


def _areas(picture: Any, figure: go.Figure) -> dict[str, Any]:
    """Return what is drawn on: the plot, and the strip above it where the figure has one."""
    if any(trace.type == "scatter3d" for trace in figure.data):
        plot = picture.add_subplot(projection="3d")
        eye = figure.layout.scene.camera.eye
        plot.view_init(elev=20 * (eye.z or 1), azim=45)
        return {"y": plot}
    if any(getattr(trace, "yaxis", None) == "y2" for trace in figure.data):
        strip, plot = picture.subplots(2, 1, sharex=True, height_ratios=(1, 16))
        strip.set_axis_off()
        return {"y": plot, "y2": strip}
    return {"y": picture.subplots()}


def _lines(area: Any, figure: go.Figure) -> None:
    """Draw what marks a value: a line across, with its text at the end."""
    for shape in figure.layout.shapes:
        style = {"color": shape.line.color, "linestyle": "--", "linewidth": 1}
        if shape.x0 == shape.x1:
            area.axvline(shape.x0, **style)
        else:
            area.axhline(shape.y0, **style)
    for note in figure.layout.annotations:
        beside = {
            "xycoords": (
                "data" if note.xref in (None, "x") else "axes fraction",
                "data" if note.yref in (None, "y") else "axes fraction",
            ),
            "ha": {"left": "left", "right": "right"}.get(note.xanchor, "center"),
            "va": {"bottom": "bottom", "top": "top"}.get(note.yanchor, "center"),
        }
        area.annotate(_text(note.text), (note.x, note.y), xytext=(2, 2), textcoords="offset points", **beside)


def _words(picture: Any, areas: dict[str, Any], figure: go.Figure) -> None:
    """Write title, axes and legend."""
    plot, layout = areas["y"], figure.layout
    picture.suptitle(_text(layout.title.text), x=0.01, ha="left", fontsize=12)
    three = layout.scene if hasattr(plot, "set_zlabel") else layout
    plot.set_xlabel(_text(three.xaxis.title.text))
    plot.set_ylabel(_text(three.yaxis.title.text))
    if hasattr(plot, "set_zlabel"):
        plot.set_zlabel(_text(three.zaxis.title.text), labelpad=8)
    else:
        _ranges(plot, layout)
    marks, names = _named(list(areas.values()))
    if layout.showlegend is not False and len(names) > 1:
        title = _text(layout.legend.title.text) or None
        place = (
            {"loc": "outside lower center", "ncols": 3} if "y2" in areas else {"loc": "outside right upper"}
        )
        picture.legend(marks, names, title=title, title_fontsize=_LEGEND_TITLE, frameon=False, **place)


def _named(areas: Sequence[Any]) -> tuple[list[Any], list[str]]:
    found = [area.get_legend_handles_labels() for area in areas]
    return [each for marks, _ in found for each in marks], [each for _, names in found for each in names]


def _ranges(plot: Any, layout: Any) -> None:
    for name, limits in (("x", plot.set_xlim), ("y", plot.set_ylim)):
        axis = layout[f"{name}axis"]
        if axis.range is not None:
            limits(*axis.range)
        elif axis.rangemode == "tozero":
            limits(0, None)
        if axis.showticklabels is False:
            plot.tick_params(axis=name, length=0, **{f"label{'left' if name == 'y' else 'bottom'}": False})
    if layout.yaxis.autorange == "reversed":
        plot.invert_yaxis()
    plot.spines[["top", "right"]].set_visible(False)


def _text(text: str | None) -> str:
    """Return what Plotly would show of an escaped text."""
    return html.unescape(text or "")
