"""The growth curve as an SVG that is small enough to be kept: lines on logarithmic axes, and no script.

It brings its own background and follows light and dark, so that it can be read on any page.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from benchmarks.scale.fitting import curve, slope

_WIDTH, _HEIGHT = 760, 740
_LEFT, _RIGHT = 84, 24
_STYLE = """
  .card { fill: #ffffff; stroke: #d4d7dd } .grid { stroke: #e5e7eb }
  text { fill: #1f2937 } .faint { fill: #6b7280 }
  .calls { --c: #0f766e } .limit { --c: #64748b } .partners { --c: #b45309 } .endpoints { --c: #6d28d9 }
  .line { fill: none; stroke: var(--c); stroke-width: 2.2 } .limit.line { stroke-dasharray: 6 4 }
  .dot { fill: var(--c) }
  @media (prefers-color-scheme: dark) {
    .card { fill: #1e2129; stroke: #3b404c } .grid { stroke: #343945 }
    text { fill: #e5e7eb } .faint { fill: #a3a9b5 }
    .calls { --c: #2dd4bf } .limit { --c: #94a3b8 } .partners { --c: #fbbf24 } .endpoints { --c: #c4b5fd }
  }
"""


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a panel: what grows by what, and how it is told."""

    by: str
    name: str
    label: str
    style: str


@dataclass(frozen=True, slots=True)
class _Panel:
    """One pair of axes; places in pixels of the drawing."""

    title: str
    unit: str
    top: int
    bottom: int
    lines: tuple[_Line, ...]


_PANELS = (
    _Panel(
        "Processor seconds",
        "s",
        60,
        330,
        (
            _Line("calls", "seconds", "counting calls (pull)", "calls"),
            _Line("calls", "limit_seconds", "DuckDB only scanning them", "limit"),
            _Line("partners", "seconds", "a week, by partners", "partners"),
            _Line("endpoints", "seconds", "a week, by endpoints", "endpoints"),
        ),
    ),
    _Panel(
        "Memory at most",
        "MB",
        470,
        650,
        (
            _Line("calls", "peak_mb", "counting calls", "calls"),
            _Line("partners", "peak_mb", "a week, by partners", "partners"),
            _Line("endpoints", "peak_mb", "a week, by endpoints", "endpoints"),
        ),
    ),
)


def drawn(points: Sequence[dict[str, Any]]) -> str:
    """Return the SVG: seconds and memory over size, logarithmic; one line for each thing that grows."""
    across = _decades([point["size"] for point in points])
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'font-family="system-ui, sans-serif" font-size="13" role="img" '
        f'aria-label="Processor seconds and memory over the number of calls, partners and endpoints">'
    )
    card = f'<rect class="card" x="0.5" y="0.5" width="{_WIDTH - 1}" height="{_HEIGHT - 1}" rx="10"/>'
    parts = [part for panel in _PANELS for part in _panel(panel, points, across)]
    return "\n".join([head, f"<style>{_STYLE}</style>", card, *parts, "</svg>", ""])


def _panel(panel: _Panel, points: Sequence[dict[str, Any]], across: tuple[int, int]) -> Iterator[str]:
    curves = [(line, *curve(points, line.by, line.name)) for line in panel.lines]
    values = [value for _, _, own in curves for value in own]
    if not values:
        return
    up = _decades(values)
    yield from _frame(panel, across, up)
    for line, sizes, own in curves:
        spots = [
            (_place(size, across, _LEFT, _WIDTH - _RIGHT), _place(value, up, panel.bottom, panel.top))
            for size, value in zip(sizes, own, strict=True)
        ]
        way = " ".join(f"{x},{y}" for x, y in spots)
        yield f'<polyline class="line {line.style}" points="{way}"/>'
        yield from (f'<circle class="dot {line.style}" cx="{x}" cy="{y}" r="4"/>' for x, y in spots)
    yield from _legend(panel, curves)


def _legend(panel: _Panel, curves: Sequence[tuple[_Line, list[float], list[float]]]) -> Iterator[str]:
    for place, (line, sizes, values) in enumerate(curves):
        x, y = _LEFT + (place % 2) * 330, panel.bottom + 52 + (place // 2) * 24
        told = escape(line.label)
        if len(sizes) > 1:
            last = slope(sizes[-2:], values[-2:])
            told += f' <tspan class="faint">{slope(sizes, values):.2f} / {last:.2f}</tspan>'
        yield f'<line class="line {line.style}" x1="{x}" x2="{x + 28}" y1="{y - 4}" y2="{y - 4}"/>'
        yield f'<text x="{x + 36}" y="{y}">{told}</text>'


def _frame(panel: _Panel, across: tuple[int, int], up: tuple[int, int]) -> Iterator[str]:
    right = _WIDTH - _RIGHT
    for power in range(across[0], across[1] + 1):
        x = _place(10.0**power, across, _LEFT, right)
        yield f'<line class="grid" x1="{x}" x2="{x}" y1="{panel.top}" y2="{panel.bottom}"/>'
        yield f'<text x="{x}" y="{panel.bottom + 20}" text-anchor="middle">{_power(power)}</text>'
    for power in range(up[0], up[1] + 1):
        y = _place(10.0**power, up, panel.bottom, panel.top)
        yield f'<line class="grid" x1="{_LEFT}" x2="{right}" y1="{y}" y2="{y}"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{10.0**power:,g} {panel.unit}</text>'
    yield f'<text x="{_LEFT}" y="{panel.top - 24}" font-size="16" font-weight="600">{panel.title}</text>'
    yield (
        f'<text class="faint" x="{right}" y="{panel.top - 24}" text-anchor="end">'
        f"by calls, partners, endpoints; exponents over all / at last</text>"
    )


def _power(power: int) -> str:
    return f'10<tspan dy="-5" font-size="10">{power}</tspan>'


def _decades(values: Sequence[float]) -> tuple[int, int]:
    low = math.floor(math.log10(min(values)))
    return low, max(math.ceil(math.log10(max(values))), low + 1)


def _place(value: float, decades: tuple[int, int], start: float, end: float) -> float:
    part = (math.log10(value) - decades[0]) / (decades[1] - decades[0])
    return round(start + part * (end - start), 1)
