"""Heat maps: what the groups use, and what a partner used from window to window."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from reports.charts._paper import SCALE, axis, paper
from reports.charts._style import NO_GROUP, colours_of, plain, shortened

_ROW_PX = 28
_FRAME_PX = 240


def centroid_figure(
    title: str, groups: Sequence[str], endpoints: Sequence[str], centres: NDArray[np.float64]
) -> go.Figure:
    """Return the groups' mean profiles; endpoints that no group uses should be left out by the caller.

    Parameters
    ----------
    centres
        (n_groups, n_endpoints), in [0, 1].
    """
    figure = paper(title, height=_FRAME_PX + _ROW_PX * len(endpoints))
    figure.add_trace(_heat([shortened(each, 36) for each in groups], endpoints, centres.T))
    figure.update_xaxes(axis("", tickangle=20, showgrid=False))
    figure.update_yaxes(axis("", autorange="reversed", showgrid=False, ticklabelstandoff=6))
    return figure


def history_figure(
    title: str,
    windows: Sequence[str],
    endpoints: Sequence[str],
    values: NDArray[np.float64],
    groups: Sequence[str | None],
) -> go.Figure:
    """Return a partner's profile window by window, with the group it was in as a strip on top.

    Parameters
    ----------
    values
        (n_endpoints, n_windows), in [0, 1]; NaN where it was not seen.
    groups
        (n_windows,), name of its group; None = no group or not seen.
    """
    figure = paper(title, height=_FRAME_PX + _ROW_PX * len(endpoints))
    figure.add_trace(_heat(windows, endpoints, values))
    colours = colours_of(groups)
    for group in sorted(set(groups), key=lambda each: (each is None, each or "")):
        own = [window for window, each in zip(windows, groups, strict=True) if each == group]
        figure.add_bar(
            x=own,
            y=[1] * len(own),
            yaxis="y2",
            name=shortened(group or NO_GROUP, 40),
            marker={"color": colours[group]},
            hovertemplate=f"%{{x}}: {plain(group or NO_GROUP)}<extra></extra>",
        )
    figure.update_layout(
        barmode="stack",
        bargap=0,
        legend={"orientation": "h", "yref": "container", "y": 0.01, "yanchor": "bottom"},
        margin_b=70,
        yaxis=axis("", autorange="reversed", showgrid=False, domain=[0, 0.93], ticklabelstandoff=6),
        yaxis2={"domain": [0.95, 1], "visible": False, "range": [0, 1]},
        xaxis=axis("", type="category", categoryorder="array", categoryarray=list(windows), showgrid=False),
    )
    return figure


def _heat(columns: Sequence[str], endpoints: Sequence[str], values: NDArray[np.float64]) -> go.Heatmap:
    return go.Heatmap(
        x=[plain(each) for each in columns],
        y=[shortened(each, 48) for each in endpoints],
        z=values,
        zmin=0,
        zmax=1,
        colorscale=SCALE,
        xgap=2,
        ygap=2,
        colorbar={"title": {"text": "value"}, "thickness": 12, "outlinewidth": 0},
        hovertemplate="%{y}<br>%{x}: %{z:.2f}<extra></extra>",
    )
