"""Partners between groups from one window to another, from two frames of assignments."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from foundation import parse_window
from reports.charts._paper import paper
from reports.charts.flow import flow_figure
from reports.group_content import Flow, Move


def moves_figure(before: pl.DataFrame, now: pl.DataFrame) -> go.Figure:
    """Return the moves as a Sankey diagram, as the weekly report shows them.

    Parameters
    ----------
    before, now
        Assignments of one window each, at least one row: window, partner, group_name, model_id.
    """
    both = before.join(now, on="partner", suffix="_now")
    moved = both.filter(~pl.col("group_name").eq_missing(pl.col("group_name_now")))
    stayed = both.filter(pl.col("group_name") == pl.col("group_name_now"))["group_name"].value_counts()
    moves = [
        Move(row["partner"], row["partner"], row["group_name"], row["group_name_now"], raised=False)
        for row in moved.iter_rows(named=True)
    ]
    flow = Flow(
        since=parse_window(before["window"][0]),
        refit=bool((both["model_id"] != both["model_id_now"]).any()),
        compared=both.height,
        moves=moves,
        stayed=dict(sorted(stayed.iter_rows())),
        sizes=(),
        lineage=(),
    )
    if not moves:  # Plotly refuses to draw a Sankey diagram of nothing
        return _nobody(before["window"][0], now["window"][0], both.height)
    figure = flow_figure(flow, before["window"][0], now["window"][0])
    figure.update_layout(paper_bgcolor="#ffffff", plot_bgcolor="#ffffff", font_color="#22262c", margin_t=36)
    return figure


def _nobody(before: str, now: str, compared: int) -> go.Figure:
    figure = paper(f"From {before} to {now}", height=140)
    figure.add_annotation(
        text=f"None of {compared:,} partners changed its group.",
        showarrow=False,
        x=0,
        xref="paper",
        xanchor="left",
        y=0.5,
        yref="paper",
    )
    return figure.update_xaxes(visible=False).update_yaxes(visible=False)
