"""Counts in sentences."""

from __future__ import annotations


def counted(value: int, noun: str, plural: str = "") -> str:
    """Return a count with its noun: `1 partner`, `2,000 partners`, `1 match`, `2 matches`."""
    return f"{value:,} {noun if value == 1 else plural or noun + 's'}"
