"""The groups in three dimensions, on the page's own paper."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from reports.charts._style import GREY, NO_GROUP, colours_of, layout, plain, shortened

_HEIGHT_PX = 520
_SYMBOLS = ("circle", "square", "diamond", "circle-open", "square-open", "diamond-open")


def space_figure(
    partners: Sequence[str], groups: Sequence[str | None], places: NDArray[np.float64]
) -> go.Figure:
    """Return the points, one colour and symbol a group; they can be turned.

    Parameters
    ----------
    groups
        Name of each partner's group; None = no group.
    places
        (n_partners, 3).
    """
    figure = go.Figure(
        layout=layout(height=_HEIGHT_PX, hovermode="closest", legend={"font": {"color": GREY}})
    )
    colours = colours_of(groups)
    for index, group in enumerate(sorted(set(groups), key=lambda each: (each is None, each or ""))):
        rows = [row for row, each in enumerate(groups) if each == group]
        own = places[rows]
        figure.add_scatter3d(
            x=own[:, 0],
            y=own[:, 1],
            z=own[:, 2],
            mode="markers",
            name=shortened(group or NO_GROUP),
            text=[plain(partners[row]) for row in rows],
            marker={
                "size": 4,
                "color": colours[group],
                "symbol": "circle-open" if group is None else _SYMBOLS[index % len(_SYMBOLS)],
            },
            hovertemplate=f"%{{text}}<br>{plain(group or NO_GROUP)}<extra></extra>",
        )
    axis = {"showticklabels": False, "title": {"text": ""}, "showbackground": False, "gridcolor": GREY}
    figure.update_scenes(xaxis=axis, yaxis=axis, zaxis=axis)
    return figure
