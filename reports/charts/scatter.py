"""Partners as points, by two or three coordinates, coloured by group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from foundation import InputError
from reports.charts._paper import GRID, axis, paper
from reports.charts._style import NO_GROUP, SYMBOLS, colours_of, plain, shortened

_SYMBOLS_3D = ("circle", "square", "diamond", "circle-open", "square-open", "diamond-open")
_WALL = {"backgroundcolor": "#f4f6f9", "showbackground": True}
_CLOSE = 0.04
"""Marks closer than this part of the whole width share a label."""
_MOST_NAMED = 30
"""With more partners names stand in the hover alone."""


def scatter_figure(
    title: str,
    partners: Sequence[str],
    groups: Sequence[str | None],
    places: NDArray[np.float64],
    axes: Sequence[str],
) -> go.Figure:
    """Return the points; partners of a group close together share one label.

    Parameters
    ----------
    groups
        Name of each partner's group; None = no group.
    places
        (n_partners, 2) or (n_partners, 3).
    axes
        What each coordinate is.

    Raises
    ------
    InputError
        When there are not two or three coordinates.
    """
    if places.shape[1] not in (2, 3) or len(axes) != places.shape[1]:
        raise InputError(f"A scatter has two or three coordinates, not {places.shape[1]}.")
    figure = paper(title, height=520, hovermode="closest", legend={"title": {"text": "group"}})
    colours = colours_of(groups)
    for index, group in enumerate(sorted(set(groups), key=lambda each: (each is None, each or ""))):
        rows = np.array([row for row, each in enumerate(groups) if each == group])
        symbols = _SYMBOLS_3D if places.shape[1] == 3 else SYMBOLS
        symbol = "circle-open" if group is None else symbols[index % len(symbols)]
        figure.add_trace(
            _points(rows, group, places, partners, {"color": colours[group], "symbol": symbol}, axes)
        )
    if places.shape[1] == 3:
        names = dict(zip(("xaxis", "yaxis", "zaxis"), axes, strict=True))
        figure.update_scenes(
            {
                side: {"title": {"text": plain(text)}, "gridcolor": GRID, **_WALL}
                for side, text in names.items()
            }
        )
        figure.update_scenes(camera_eye={"x": 1.6, "y": 1.6, "z": 1.1})
        figure.update_layout(margin={"l": 0, "r": 0, "b": 0})
    else:
        figure.update_xaxes(axis(axes[0]))
        figure.update_yaxes(axis(axes[1]))
    return figure


def _points(
    rows: NDArray[np.int64],
    group: str | None,
    places: NDArray[np.float64],
    partners: Sequence[str],
    marker: dict[str, Any],
    axes: Sequence[str],
) -> go.Scatter | go.Scatter3d:
    named = len(partners) <= _MOST_NAMED
    three = places.shape[1] == 3
    kind = go.Scatter3d if three else go.Scatter
    where = "<br>".join(f"{plain(name)}: %{{{side}:.3f}}" for side, name in zip("xyz", axes, strict=False))
    return kind(
        **{side: places[rows, at] for at, side in enumerate("xyz"[: places.shape[1]])},
        name=shortened(group or NO_GROUP, 36),
        mode="markers+text" if named else "markers",
        text=_labels(rows, places, partners) if named else None,
        textposition="top center",
        customdata=[plain(partners[row]) for row in rows],
        marker={"size": 6 if three else 11, "opacity": 0.85, **marker},
        hovertemplate=f"<b>%{{customdata}}</b><br>{where}<br>{plain(group or NO_GROUP)}<extra></extra>",
    )


def _labels(rows: NDArray[np.int64], places: NDArray[np.float64], partners: Sequence[str]) -> list[str]:
    """Return a label for the first partner of a place, with the names of all that stand there or close by."""
    span = float(np.ptp(places, axis=0).max()) or 1.0
    at: dict[tuple[float, ...], list[int]] = {}
    for row in rows.tolist():
        at.setdefault(tuple(np.round(places[row] / (span * _CLOSE))), []).append(row)
    first = {members[0]: ", ".join(partners[each] for each in members) for members in at.values()}
    return [shortened(first.get(row, ""), 32) for row in rows.tolist()]
