"""How far a window's data can be trusted."""

from __future__ import annotations

from datetime import timedelta

from foundation import Warehouse, Window, named_sql
from reports.content import Health, Reject

TOP_REASONS = 5
"""So many reasons for rejects are named; the rest is in `rejects`."""


def read_health(warehouse: Warehouse, window: Window) -> Health:
    """Return the window's data health."""
    days = {"start_day": window.start, "end_day": window.end}
    files, lines, loaded, duplicates, rejects, unreadable = warehouse.one(
        named_sql("reports", "health_loads"), days
    )
    reasons = warehouse.rows(named_sql("reports", "health_rejects"), {**days, "top": TOP_REASONS})
    calls, errors, nobody, unmatched = warehouse.one(named_sql("reports", "health_calls"), days)
    with_calls = warehouse.rows(named_sql("reports", "health_days"), days)
    seen = [day for day, _ in with_calls]
    whole = [window.start + timedelta(days=n) for n in range((window.end - window.start).days)]
    states = warehouse.rows(named_sql("reports", "health_remade"), {"start_day": window.start})
    return Health(
        files=files,
        lines=lines,
        loaded=loaded,
        duplicates=duplicates,
        rejects=rejects,
        reject_reasons=[Reject(*row) for row in reasons],
        unreadable=unreadable,
        calls=calls,
        errors=errors,
        nobody_calls=nobody,
        unmatched_calls=unmatched,
        newest=with_calls[-1][1] if with_calls else None,
        newest_day=max(seen, default=None),
        missing_days=[day for day in whole if day not in seen],
        remade={key: times for key, times, _ in states if times > 1},
        stale=[key for key, _, stale in states if stale],
    )
