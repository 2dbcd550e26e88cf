"""Groups found against groups an expert gave."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from reports.charts._paper import SCALE, axis, paper
from reports.charts._style import NO_GROUP, plain, shortened

_MOST_NAMES = 12


def confusion_figure(
    title: str, partners: Sequence[str], expert: Sequence[str], found: Sequence[str | None]
) -> go.Figure:
    """Return how many partners of each expert's group are in each group found; the hover names them.

    Parameters
    ----------
    expert, found
        (n_partners,), names; None = in no group.
    """
    rows = sorted(set(expert))
    columns: list[str | None] = [*sorted({each for each in found if each is not None})]
    columns += [None] if None in found else []
    cells = [
        [
            [
                name
                for name, one, two in zip(partners, expert, found, strict=True)
                if (one, two) == (row, column)
            ]
            for column in columns
        ]
        for row in rows
    ]
    figure = paper(title, height=200 + 46 * len(rows))
    figure.add_heatmap(
        x=[shortened(each or NO_GROUP, 36) for each in columns],
        y=[shortened(each, 36) for each in rows],
        z=[[len(cell) for cell in line] for line in cells],
        text=[[str(len(cell) or "") for cell in line] for line in cells],
        customdata=[[_named(cell) for cell in line] for line in cells],
        texttemplate="%{text}",
        colorscale=SCALE,
        showscale=False,
        xgap=3,
        ygap=3,
        hovertemplate="expert: %{y}<br>found: %{x}<br>%{customdata}<extra></extra>",
    )
    figure.update_xaxes(axis("group found", side="bottom", showgrid=False))
    figure.update_yaxes(axis("expert's group", autorange="reversed", showgrid=False, ticklabelstandoff=6))
    return figure


def _named(partners: Sequence[str]) -> str:
    more = f"<br>and {len(partners) - _MOST_NAMES:,} more" if len(partners) > _MOST_NAMES else ""
    return "<br>".join(plain(each) for each in partners[:_MOST_NAMES]) + more
