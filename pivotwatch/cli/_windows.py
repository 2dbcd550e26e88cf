"""Which windows a listing shows."""

from __future__ import annotations

from typing import LiteralString

from foundation import Warehouse, Window, parse_window


def wanted_windows(
    warehouse: Warehouse, processed: LiteralString, window: str | None, *, latest_only: bool
) -> list[Window]:
    """Return the window asked for, else those that were processed, oldest first, or only the last of them.

    Parameters
    ----------
    processed
        SQL that gives the keys of processed windows, ascending.
    """
    if window is not None:
        return [parse_window(window)]
    keys = [key for (key,) in warehouse.rows(processed)]
    return [parse_window(key) for key in (keys[-1:] if latest_only else keys)]
