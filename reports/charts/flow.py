"""Partners between groups, as a Sankey diagram."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import plotly.graph_objects as go

from reports.charts._style import NO_GROUP, colours_of, layout, plain, shortened
from reports.group_content import Flow, Move

_ROW_PX = 64
_LEAST_PX = 180


def flow_figure(flow: Flow, before: str, now: str) -> go.Figure:
    """Return the moves between two windows; partners that stayed stand beside their group as a number.

    Parameters
    ----------
    before, now
        What to call the two windows.
    """
    links = Counter((move.from_group, move.to_group) for move in flow.moves)
    sources = _ordered(flow.moves, "from_group")
    targets = _ordered(flow.moves, "to_group")
    colours = colours_of([*flow.stayed, *sources, *targets])
    pairs = sorted(links, key=lambda pair: (sources.index(pair[0]), targets.index(pair[1])))
    hover = f"%{{value}} from {plain(before)} to {plain(now)}<br>%{{customdata}}<extra></extra>"
    return go.Figure(
        go.Sankey(
            arrangement="snap",
            node={
                "label": [
                    *(_label(each, flow) for each in sources),
                    *(_label(each, flow) for each in targets),
                ],
                "color": [colours[each] for each in (*sources, *targets)],
                "pad": 28,
                "thickness": 14,
                "line": {"width": 0},
                "hovertemplate": "%{label}<extra></extra>",
            },
            link={
                "source": [sources.index(pair[0]) for pair in pairs],
                "target": [len(sources) + targets.index(pair[1]) for pair in pairs],
                "value": [links[pair] for pair in pairs],
                "color": [f"rgba{_faded(colours[pair[0]])}" for pair in pairs],
                "customdata": [_names(flow.moves, pair) for pair in pairs],
                "hovertemplate": hover,
            },
        ),
        layout=layout(
            height=max(_LEAST_PX, _ROW_PX * max(len(sources), len(targets))),
            margin={"l": 8, "r": 8, "t": 28, "b": 8},
            annotations=[_side(before, "left"), _side(now, "right")],
        ),
    )


def _side(window: str, where: str) -> dict[str, object]:
    """Return what a side of the chart shows, written above it."""
    place = {"x": 0 if where == "left" else 1, "y": 1, "xref": "paper", "yref": "paper", "yshift": 8}
    name = f"<b>{plain(window[:1].upper() + window[1:])}</b>"
    return {**place, "xanchor": where, "yanchor": "bottom", "text": name, "showarrow": False}


def _ordered(moves: Sequence[Move], side: str) -> list[str | None]:
    counts = Counter(getattr(move, side) for move in moves)
    return sorted(counts, key=lambda group: (group is None, -counts[group], group or ""))


def _label(group: str | None, flow: Flow) -> str:
    if group is None:
        return NO_GROUP
    return f"{shortened(group, 32)}<br>{flow.stayed.get(group, 0):,} stayed"


def _names(moves: Sequence[Move], pair: tuple[str | None, str | None], most: int = 8) -> str:
    names = [plain(move.partner) for move in moves if (move.from_group, move.to_group) == pair]
    more = f"<br>and {len(names) - most:,} more" if len(names) > most else ""
    return "<br>".join(names[:most]) + more


def _faded(colour: str) -> tuple[float, ...]:
    return (*(int(colour[at : at + 2], 16) for at in (1, 3, 5)), 0.45)
