"""The growth curve as an SVG that is small enough to be kept: lines on logarithmic axes, and no script."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

_WIDTH, _HEIGHT, _LEFT, _TOP = 720, 420, 70, 40
_LINES = (
    ("calls", "seconds", "counting calls", "#0d9488", ""),
    ("calls", "limit_seconds", "DuckDB's scan of the same file", "#0d9488", "5 4"),
    ("partners", "seconds", "a week, by partners", "#b45309", ""),
    ("endpoints", "seconds", "a week, by endpoints", "#6d28d9", ""),
)


def drawn(points: Sequence[dict[str, Any]]) -> str:
    """Return the SVG: processor seconds over size, both logarithmic; one line for each thing that grows."""
    sizes = [point["size"] for point in points]
    seconds = [point[name] for point in points for name in ("seconds", "limit_seconds") if point.get(name)]
    across, up = _decades(sizes), _decades(seconds)
    parts = [*_frame(across, up), *_curves(points, across, up)]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        f'font-size="12" role="img" aria-label="Processor seconds over size">'
    )
    return "\n".join([head, f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>', *parts, "</svg>", ""])


def _decades(values: Sequence[float]) -> tuple[int, int]:
    return math.floor(math.log10(min(values))), max(math.ceil(math.log10(max(values))), 1)


def _place(value: float, decades: tuple[int, int], start: float, end: float) -> float:
    part = (math.log10(value) - decades[0]) / max(1, decades[1] - decades[0])
    return round(start + part * (end - start), 1)


def _x(value: float, across: tuple[int, int]) -> float:
    return _place(value, across, _LEFT, _WIDTH - 20)


def _y(value: float, up: tuple[int, int]) -> float:
    return _place(value, up, _HEIGHT - 100, _TOP)


def _frame(across: tuple[int, int], up: tuple[int, int]) -> Iterator[str]:
    for power in range(across[0], across[1] + 1):
        x = _x(10.0**power, across)
        yield f'<line x1="{x}" x2="{x}" y1="{_TOP}" y2="{_HEIGHT - 100}" stroke="#e5e7eb"/>'
        yield f'<text x="{x}" y="{_HEIGHT - 82}" text-anchor="middle">1e{power}</text>'
    for power in range(up[0], up[1] + 1):
        y = _y(10.0**power, up)
        yield f'<line x1="{_LEFT}" x2="{_WIDTH - 20}" y1="{y}" y2="{y}" stroke="#e5e7eb"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{10.0**power:g} s</text>'
    yield f'<text x="{_LEFT}" y="22" font-weight="bold">Processor seconds over size</text>'


def _curves(points: Sequence[dict[str, Any]], across: tuple[int, int], up: tuple[int, int]) -> Iterator[str]:
    for place, (by, name, label, colour, dashes) in enumerate(_LINES):
        own = sorted((p["size"], p[name]) for p in points if p["by"] == by and p.get(name))
        spots = [(_x(size, across), _y(value, up)) for size, value in own]
        line = " ".join(f"{x},{y}" for x, y in spots)
        yield (
            f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2" '
            f'stroke-dasharray="{dashes}"/>'
        )
        yield from (f'<circle cx="{x}" cy="{y}" r="3.5" fill="{colour}"/>' for x, y in spots)
        x, y = _LEFT + (place % 2) * 320, _HEIGHT - 50 + (place // 2) * 22
        yield (
            f'<line x1="{x}" x2="{x + 28}" y1="{y - 4}" y2="{y - 4}" stroke="{colour}" stroke-width="2" '
            f'stroke-dasharray="{dashes}"/><text x="{x + 36}" y="{y}">{escape(label)}</text>'
        )
