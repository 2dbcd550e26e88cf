"""Which window a report is about, and the processed ones around it."""

from __future__ import annotations

from collections.abc import Sequence

from foundation import InputError, Warehouse, Window, named_sql, parse_window

__all__ = ["chosen_window", "open_windows", "processed_windows"]


def processed_windows(warehouse: Warehouse) -> list[Window]:
    """Return every processed window, oldest first."""
    return [parse_window(key) for key, *_ in warehouse.rows(named_sql("reports", "windows"))]


def open_windows(warehouse: Warehouse) -> list[Window]:
    """Return the windows after the processed ones that have groups already: as a rule the open one."""
    return [parse_window(key) for (key,) in warehouse.rows(named_sql("reports", "open_windows"))]


def chosen_window(processed: Sequence[Window], still_open: Sequence[Window], key: str | None) -> Window:
    """Return the window to report on: the one asked for, else the latest processed, else the open one.

    Raises
    ------
    InputError
        When no window is processed yet, or not this one; it says what to do.
    """
    if not processed and not still_open:
        raise InputError(
            "There is nothing to report: no window is processed yet. Load data with "
            "`pivotwatch ingest PATH...` or `pivotwatch import-usage FILE`, then call `pivotwatch run`; "
            "it judges windows that are over, and shows the groups of the open one."
        )
    if key is None:
        return processed[-1] if processed else still_open[-1]
    wanted = parse_window(key)
    if wanted not in processed and wanted not in still_open:
        raise InputError(
            f"{wanted.key} is not processed. `pivotwatch run --through {wanted.key}` processes it if it "
            f"has begun. There are: {_listed([*processed, *still_open])}."
        )
    return wanted


def _listed(processed: Sequence[Window]) -> str:
    if len(processed) == 1:
        return processed[0].key
    return f"{len(processed)} windows from {processed[0].key} to {processed[-1].key}"
