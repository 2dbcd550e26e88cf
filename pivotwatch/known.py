"""Reads from the governance record what shapes judgements."""

from __future__ import annotations

from foundation import Warehouse
from governance import list_events, notes_by_window, verdict_history
from pivotwatch.app import App
from pivotwatch.stages.known import Known


def known_of(app: App, warehouse: Warehouse) -> Known:
    """Return declarations, calendar and verdicts as they stand now."""
    return Known(
        calendar=notes_by_window(list_events(app.record), app.window_kind(warehouse)),
        verdicts=verdict_history(app.record),
    )
