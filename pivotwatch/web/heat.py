"""Heat maps as tables: they print, scale with the page, and can be read aloud."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from foundation import Warehouse, named_sql
from reports.words import window_name

WEEKS = 26
"""Half a year: long enough to see what is usual, and it fits on a page."""
ROWS = 18


@dataclass(frozen=True, slots=True)
class Column:
    """A column's short head and what it means."""

    shown: str
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row; a value is in [0, 1], None = there was nothing to measure."""

    label: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Run:
    """Columns side by side with the same group; None = no group."""

    group: str | None
    length: int


@dataclass(frozen=True, slots=True)
class HeatMap:
    """What the template draws.

    Attributes
    ----------
    changed_at
        Column where the change began; None = none is marked.
    band
        The groups along the top, if any.
    left_out
        How many rows are not shown.
    """

    columns: Sequence[Column]
    rows: Sequence[Row]
    changed_at: int | None = None
    band: Sequence[Run] = ()
    left_out: int = 0


def history_map(warehouse: Warehouse, partner: str, window: str, since: str | None) -> HeatMap:
    """Return a partner's profiles over half a year up to a window, the most used endpoints first."""
    bounds = {"partner": partner, "win": window, "most": WEEKS}
    values: dict[int, dict[str, float]] = {}
    labels: dict[int, str] = {}
    seen: dict[str, bool] = {}
    for win, endpoint, label, value, _ in warehouse.rows(named_sql("pivotwatch", "web_history"), bounds):
        seen[win] = seen.get(win, False) or endpoint is not None
        if endpoint is not None:
            labels[endpoint] = label
            values.setdefault(endpoint, {})[win] = value
    wins = list(seen)
    order = sorted(values, key=lambda each: (-sum(values[each].values()), labels[each]))
    groups = {win: name for win, _, name, *_ in _groups(warehouse, partner)}
    return HeatMap(
        columns=[Column(_shown(win), window_name(win)) for win in wins],
        rows=[Row(labels[each], _line(values[each], wins, seen)) for each in order[:ROWS]],
        changed_at=wins.index(since) if since in wins else None,
        band=_band([groups.get(win) if seen[win] else None for win in wins]),
        left_out=max(0, len(order) - ROWS),
    )


def _groups(warehouse: Warehouse, partner: str) -> Iterable[tuple[str, int | None, str, float, int]]:
    rows = warehouse.rows(named_sql("pivotwatch", "web_partner_groups"), {"partner": partner})
    return ((win, group, name, confidence, calls) for win, group, name, confidence, calls in rows)


def _line(own: Mapping[str, float], wins: Sequence[str], seen: Mapping[str, bool]) -> list[float | None]:
    return [own.get(win, 0.0) if seen[win] else None for win in wins]


def _band(groups: Sequence[str | None]) -> list[Run]:
    return [Run(name, len(list(each))) for name, each in groupby(groups)]


def _shown(win: str) -> str:
    """Return the part of a window's key that differs from column to column."""
    return win.rpartition("-")[2].removeprefix("W")
