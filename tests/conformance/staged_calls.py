"""What was read of a text, as rows."""

from __future__ import annotations

from typing import Any

from foundation import Warehouse


def calls_in(warehouse: Warehouse) -> list[dict[str, Any]]:
    """Return the staged calls in the order of their lines, as their format reads them."""
    return list(warehouse.records("SELECT * FROM staged WHERE problem IS NULL ORDER BY line_number"))


def refused_in(warehouse: Warehouse) -> int:
    """Return how many staged lines are no calls."""
    refused: int = warehouse.one("SELECT count(problem) FROM staged")[0]
    return refused
