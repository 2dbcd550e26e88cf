"""One partner's profile, or two of them side by side."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from reports.charts._paper import LEGEND_ABOVE, axis, paper
from reports.charts._style import COLOURS, GREY, plain, shortened

_ROW_PX = 30
_FRAME_PX = 130
_MOST_ROWS = 24


def profile_figure(title: str, profiles: Mapping[str, Mapping[str, float]]) -> go.Figure:
    """Return bars, an endpoint a row, the most used on top.

    Parameters
    ----------
    profiles
        What to call each (a window, "before") to endpoint label to value in [0, 1]. The last is drawn in
        colour, those before it in grey. At most 24 endpoints are shown, those with the largest values.
    """
    largest: dict[str, float] = {}
    for values in profiles.values():
        for label, value in values.items():
            largest[label] = max(value, largest.get(label, 0.0))
    labels = sorted(largest, key=lambda label: (-largest[label], label))[:_MOST_ROWS]
    figure = paper(title, height=_FRAME_PX + _ROW_PX * len(labels), barmode="group", bargap=0.25)
    rows = [shortened(label, 48) for label in labels]
    for number, (name, values) in enumerate(profiles.items(), start=1):
        figure.add_bar(
            orientation="h",
            name=plain(name),
            y=rows,
            x=[values.get(label, 0.0) for label in labels],
            customdata=[plain(label) for label in labels],
            marker={"color": COLOURS[0] if number == len(profiles) else GREY},
            hovertemplate=f"%{{customdata}}<br>%{{x:.2f}} in {plain(name)}<extra></extra>",
        )
    figure.update_xaxes(axis("value in the profile (1 = most used)", range=[0, 1.02]))
    figure.update_yaxes(axis("", autorange="reversed", ticklabelstandoff=6))
    figure.update_layout(showlegend=len(profiles) > 1, legend=LEGEND_ABOVE)
    return figure
