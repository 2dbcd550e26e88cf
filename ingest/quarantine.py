"""Reading the quarantine."""

from __future__ import annotations

from typing import Any

from foundation import Warehouse, Window, named_sql


def rejects(
    warehouse: Warehouse, file: str | None, window: Window | None, limit: int
) -> list[dict[str, Any]]:
    """Return rejected lines, newest load first: file, line, reason, excerpt, load.

    Parameters
    ----------
    file
        Only this file; None = all.
    window
        Only loads whose calls touch it; None = all.
    """
    parameters = {
        "file": file,
        "start_day": window.start if window else None,
        "end_day": window.end if window else None,
        "limit": limit,
    }
    return warehouse.frame(named_sql("ingest", "rejects"), parameters).to_dicts()
