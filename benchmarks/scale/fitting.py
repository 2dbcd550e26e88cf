"""How a figure grows with size: exponents by least squares of logarithms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

FIGURES = {
    "seconds": "processor seconds",
    "limit_seconds": "seconds of DuckDB's own scan",
    "peak_mb": "memory",
}


def exponents(points: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Return a line for each thing that grows with calls, partners or endpoints; two sizes at least."""
    for by in dict.fromkeys(point["by"] for point in points):
        for name, words in FIGURES.items():
            sizes, values = curve(points, by, name)
            if len(sizes) < 2:
                continue
            last = slope(sizes[-2:], values[-2:])
            yield (
                f"{by}: {words} ~ size^{slope(sizes, values):.2f}, "
                f"between the two largest sizes ~ size^{last:.2f}"
            )


def curve(points: Sequence[dict[str, Any]], by: str, name: str) -> tuple[list[float], list[float]]:
    """Return sizes, ascending, and the figure of each, where it was measured and is not 0."""
    own = sorted((point["size"], point[name]) for point in points if point["by"] == by and point.get(name))
    return [size for size, _ in own], [value for _, value in own]


def slope(sizes: Sequence[float], values: Sequence[float]) -> float:
    """Return the slope of log values over log sizes."""
    return float(np.polyfit(np.log(sizes), np.log(values), 1)[0])
