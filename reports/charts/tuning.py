"""What an expert looks at while tuning: silhouettes, sweeps over k, the k-distance curve, stability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from reports.charts._paper import LEGEND_ABOVE, axis, paper
from reports.charts._style import COLOURS, GREY, NO_GROUP, RING, colours_of, plain, shortened

_GAP_ROWS = 1


def silhouette_figure(
    title: str, partners: Sequence[str], groups: Sequence[str | None], values: NDArray[np.float64]
) -> go.Figure:
    """Return each partner's silhouette, by group, the best of a group on top (Rousseeuw 1987).

    Parameters
    ----------
    values
        (n_partners,), in [-1, 1]; below 0 a partner is nearer to another group than to its own.
    """
    colours = colours_of(groups)
    figure = paper(title, height=max(320, 120 + 14 * len(partners)), legend={"title": {"text": "group"}})
    row = 0
    for group in sorted(set(groups), key=lambda each: (each is None, each or "")):
        own = sorted((each for each, of in enumerate(groups) if of == group), key=lambda each: -values[each])
        figure.add_bar(
            orientation="h",
            x=values[own],
            y=list(range(row, row + len(own))),
            name=shortened(group or NO_GROUP, 36),
            customdata=[plain(partners[each]) for each in own],
            marker={"color": colours[group]},
            hovertemplate=f"%{{customdata}}: %{{x:.2f}}<br>{plain(group or NO_GROUP)}<extra></extra>",
        )
        row += len(own) + _GAP_ROWS
    mean = float(values.mean())
    figure.add_vline(
        mean,
        line={"color": RING, "dash": "dash"},
        annotation_text=f"mean {mean:.2f}",
        annotation_position="top",
    )
    figure.update_layout(bargap=0.05)
    figure.update_xaxes(axis("silhouette", range=[min(-0.1, float(values.min()) - 0.05), 1]))
    figure.update_yaxes(
        axis("partners", autorange="reversed", showticklabels=False, showgrid=False, zeroline=False)
    )
    return figure


def sweep_figure(
    title: str,
    along: str,
    values: Sequence[float],
    scores: Mapping[str, Sequence[float | None]],
    chosen: float,
) -> go.Figure:
    """Return scores along a parameter, with the proposed value marked.

    Parameters
    ----------
    along
        What the parameter is: `k`, `eps`.
    scores
        What each line is to one score for each of `values`; None = not measured. All at most 1.
    """
    figure = paper(title, height=420, legend=LEGEND_ABOVE)
    for index, (name, line) in enumerate(scores.items()):
        figure.add_scatter(
            x=list(values),
            y=list(line),
            name=plain(name),
            mode="lines+markers",
            connectgaps=False,
            marker={"size": 9, "color": COLOURS[index % len(COLOURS)]},
            hovertemplate=f"{plain(along)} = %{{x}}: %{{y:.3f}} {plain(name)}<extra></extra>",
        )
    figure.add_vline(
        chosen,
        line={"color": RING, "dash": "dash"},
        annotation_text=f"proposed: {chosen:g}",
        annotation_position="bottom right",
    )
    figure.update_xaxes(axis(along, **({"dtick": 1} if along == "k" and len(values) <= 24 else {})))
    figure.update_yaxes(axis("score (1 = best)"))
    return figure


def k_distance_figure(title: str, distances: NDArray[np.float64], neighbours: int, knee: float) -> go.Figure:
    """Return the sorted distances to the k-th neighbour, with the knee (Ester et al. 1996, section 4.2).

    Parameters
    ----------
    distances
        (n_profiles,), ascending.
    neighbours
        Which neighbour, the profile itself included.
    """
    figure = paper(title, height=420)
    figure.add_scatter(
        x=list(range(1, len(distances) + 1)),
        y=distances,
        mode="lines+markers",
        marker={"size": 6, "color": COLOURS[0]},
        hovertemplate="profile %{x}: %{y:.3f}<extra></extra>",
    )
    figure.add_hline(
        knee,
        line={"color": RING, "dash": "dash"},
        annotation_text=f"knee: eps = {knee:.3f}",
        annotation_position="top left",
    )
    figure.update_xaxes(axis("profiles, in order of distance"))
    figure.update_yaxes(axis(f"distance to neighbour {neighbours}, itself counted", rangemode="tozero"))
    return figure


def stability_figure(title: str, candidates: Sequence[str], scores: Sequence[Sequence[float]]) -> go.Figure:
    """Return, for each candidate, the agreement of fits on pairs of subsamples (Ben-Hur et al. 2002).

    Parameters
    ----------
    scores
        For each candidate one adjusted Rand index a pair, at most 1; 1 = the same groups each time.
    """
    figure = paper(title, height=420, showlegend=False)
    for index, (name, own) in enumerate(zip(candidates, scores, strict=True)):
        figure.add_box(
            y=list(own),
            name=plain(name),
            boxpoints="all",
            jitter=0.4,
            pointpos=0,
            marker={"color": COLOURS[index % len(COLOURS)], "size": 6},
            line={"color": GREY},
            fillcolor="rgba(0,0,0,0)",
        )
    figure.update_xaxes(axis("candidate", type="category"))
    figure.update_yaxes(
        axis(
            "adjusted Rand index of two fits",
            range=[min(-0.1, *(each - 0.05 for own in scores for each in own)), 1.05],
        )
    )
    return figure
