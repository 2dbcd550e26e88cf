"""Retention: calls one by one expire, what windows are made of stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from foundation import Home
from pivotwatch.app import App
from pivotwatch.service.context import Service
from pivotwatch.service.jobs.retention import PLUGIN
from tests.cycle.cycle_usage import MONDAY, run
from tests.service.filled import WEEKS, analytics, filled_app


def _run(app: App) -> str:
    with app.warehouse() as warehouse:
        return PLUGIN.run(Service(app, warehouse), app.clock.now(), "")


def test_calls_expire_and_usage_stays(home: Home) -> None:
    """Past the days set, calls go; usage, profiles and findings stay row by row, and nothing is re-opened."""
    app = replace(filled_app(home), overrides={"service.retention.calls_days": "30"})
    with app.warehouse() as warehouse:
        before = analytics(warehouse)
    told = _run(app)
    oldest = (MONDAY + timedelta(weeks=WEEKS)) - timedelta(days=30)
    with app.warehouse() as warehouse:
        after = analytics(warehouse)
        assert run(app, warehouse) == []
    assert after["calls"] == [row for row in before["calls"] if row[1] >= oldest]
    assert 0 < len(after["calls"]) < len(before["calls"])
    for name in set(before) - {"calls", "rejects", "runs"}:
        assert after[name] == before[name], name
    assert f"{len(before['calls']) - len(after['calls']):,} calls" in told


def test_what_was_not_processed_is_kept(home: Home) -> None:
    """Calls of a window that was never judged stay, however old; and so does what is young."""
    app = replace(filled_app(home), overrides={"service.retention.calls_days": "1"})
    with app.warehouse() as warehouse:
        warehouse.execute("DELETE FROM windows WHERE start_day >= ?", [MONDAY + timedelta(weeks=5)])
    _run(app)
    with app.warehouse() as warehouse:
        (first,) = warehouse.one("SELECT min(day) FROM calls")
    assert first == MONDAY + timedelta(weeks=5)
    young = replace(app, overrides={"service.retention.calls_days": "3650"})
    assert _run(young) == ""
