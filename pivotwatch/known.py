"""Reads from the governance record what shapes judgements."""

from __future__ import annotations

from functools import partial

from foundation import Warehouse
from governance import declarations_on, list_events, notes_by_window, verdict_history
from pivotwatch.app import App
from pivotwatch.stages.known import Known


def known_of(app: App, warehouse: Warehouse) -> Known:
    """Return verdicts and the calendar as they stand, and declarations by the day."""
    return Known(
        declarations_on=partial(declarations_on, app.record),
        calendar=notes_by_window(list_events(app.record), app.window_kind(warehouse)),
        verdicts=verdict_history(app.record),
    )
