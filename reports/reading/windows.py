"""Which window a report is about, and the processed ones around it."""

from __future__ import annotations

from collections.abc import Sequence

from foundation import InputError, Warehouse, Window, named_sql, parse_window


def processed_windows(warehouse: Warehouse) -> list[Window]:
    """Return every processed window, oldest first."""
    return [parse_window(key) for key, *_ in warehouse.rows(named_sql("reports", "windows"))]


def chosen_window(processed: Sequence[Window], key: str | None) -> Window:
    """Return the window to report on: the one asked for, else the latest.

    Raises
    ------
    InputError
        When no window is processed yet, or not this one; it says what to do.
    """
    if not processed:
        raise InputError(
            "There is nothing to report: no window is processed yet. Load data with "
            "`pivotwatch ingest PATH...` or `pivotwatch import-usage FILE`, then call `pivotwatch run`; "
            "it processes windows that are over."
        )
    if key is None:
        return processed[-1]
    wanted = parse_window(key)
    if wanted not in processed:
        raise InputError(
            f"{wanted.key} is not processed. `pivotwatch run --through {wanted.key}` processes it if it "
            f"is over. Processed: {_listed(processed)}."
        )
    return wanted


def _listed(processed: Sequence[Window]) -> str:
    if len(processed) == 1:
        return processed[0].key
    return f"{len(processed)} windows from {processed[0].key} to {processed[-1].key}"
