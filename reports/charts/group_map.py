"""The groups on a plane: partners with alike profiles stand close together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

import plotly.graph_objects as go

from reports.charts._style import NO_GROUP, RING, SYMBOLS, colours_of, layout, plain, shortened
from reports.group_content import GroupMap, MapPoint

_HEIGHT_PX = 460
_WIDTH_PX = 640
_LETTER_PX, _LINE_PX = 8.0, 16.0
_LONGEST = 40
_LABEL_QUANTILE = 0.8
"""A group's name stands at the upper end of most of its members; a few far ones do not carry it away."""


def group_map_figure(group_map: GroupMap) -> go.Figure:
    """Return the map: one colour and symbol a group, its name at its middle, pivoted partners ringed."""
    groups = sorted(
        {point.group for point in group_map.points}, key=lambda group: (group is None, group or "")
    )
    colours = colours_of(groups)
    figure = go.Figure(layout=layout(height=_HEIGHT_PX, showlegend=False, hovermode="closest"))
    for index, group in enumerate(groups):
        members = [point for point in group_map.points if point.group == group]
        symbol = SYMBOLS[index % len(SYMBOLS)] if group is not None else "circle-open"
        figure.add_trace(_members(members, group, {"color": colours[group], "symbol": symbol}))
    for annotation in _names(group_map.points):
        figure.add_annotation(annotation)
    figure.add_trace(_rings([point for point in group_map.points if point.pivoted]))
    axis = {"showticklabels": False, "zeroline": False, "showgrid": False, "showline": False, "ticks": ""}
    figure.update_xaxes(axis)
    figure.update_yaxes(axis)
    return figure


def _members(members: Sequence[MapPoint], group: str | None, marker: dict[str, Any]) -> go.Scatter:
    return go.Scatter(
        mode="markers",
        x=[point.x for point in members],
        y=[point.y for point in members],
        text=[plain(point.partner) for point in members],
        marker={"size": 8, "opacity": 0.75, **marker},
        hovertemplate=f"%{{text}}<br>{plain(group or NO_GROUP)}<extra></extra>",
    )


def _names(points: Sequence[MapPoint]) -> Iterator[dict[str, Any]]:
    """Yield each group's name above its middle, lifted until it covers no other name."""
    across, up = _scale([point.x for point in points], _WIDTH_PX), _scale([p.y for p in points], _HEIGHT_PX)
    placed: list[tuple[float, float, float]] = []
    for group in sorted({point.group for point in points if point.group is not None}):
        members = [point for point in points if point.group == group]
        x = median(point.x for point in members)
        y = sorted(point.y for point in members)[int(_LABEL_QUANTILE * (len(members) - 1))]
        width, lift = min(len(group), _LONGEST) * _LETTER_PX, _LINE_PX
        while any(
            abs(x * across - left) < (width + wide) / 2 and abs(y * up + lift - high) < _LINE_PX
            for left, high, wide in placed
        ):
            lift += _LINE_PX / 2
        placed.append((x * across, y * up + lift, width))
        yield {
            "x": x,
            "y": y,
            "text": f"<b>{shortened(group, _LONGEST)}</b>",
            "showarrow": False,
            "yshift": lift,
        }


def _scale(values: Sequence[float], size_px: float) -> float:
    """Return pixels for one unit of the projection."""
    return size_px / ((max(values) - min(values)) or 1.0)


def _rings(pivoted: Sequence[MapPoint]) -> go.Scatter:
    return go.Scatter(
        mode="markers+text",
        x=[point.x for point in pivoted],
        y=[point.y for point in pivoted],
        text=[shortened(point.partner) for point in pivoted],
        textposition="bottom center",
        marker={"size": 16, "symbol": "circle-open", "color": RING, "line": {"width": 2}},
        hoverinfo="skip",
    )
