"""Puts one window's report together."""

from __future__ import annotations

import json

from foundation import Warehouse, Window, named_sql
from reports.content import Basis, Platform, Report
from reports.reading.findings import read_findings
from reports.reading.flow import read_flow
from reports.reading.group_map import read_group_map
from reports.reading.health import read_health
from reports.reading.partners import read_partners
from reports.reading.windows import chosen_window, processed_windows


def read_report(warehouse: Warehouse, platform: Platform, key: str | None = None) -> Report:
    """Read everything a window's report says.

    Parameters
    ----------
    key
        The window; None = the latest processed one.

    Raises
    ------
    InputError
        When no window is processed yet, or not this one.
    """
    processed = processed_windows(warehouse)
    window = chosen_window(processed, key)
    number = processed.index(window) + 1
    previous = processed[number - 2] if number > 1 else None
    findings = read_findings(warehouse, window.key)
    pivots = [each for each in findings if each.kind == "pivot"]
    lists = read_partners(warehouse, window, previous)
    return Report(
        platform=platform,
        window=window,
        basis=_basis(warehouse, window, number, previous),
        pivots=pivots,
        others=[each for each in findings if each.kind != "pivot"],
        flow=read_flow(warehouse, window, previous, pivots),
        group_map=read_group_map(warehouse, window.key),
        new=lists.new,
        silent=lists.silent,
        provisional=lists.provisional,
        registered_partners=warehouse.one("SELECT count(*) FROM registered_partners")[0],
        health=read_health(warehouse, window),
        refit_advice=_refit_advice(warehouse, window.key),
    )


def _basis(warehouse: Warehouse, window: Window, number: int, previous: Window | None) -> Basis:
    return Basis(number, previous, *warehouse.one(named_sql("reports", "basis"), {"win": window.key}))


def _refit_advice(warehouse: Warehouse, win: str) -> str | None:
    rows = warehouse.rows(named_sql("reports", "groups_run"), {"win": win})
    if not rows:
        return None
    drift = json.loads(rows[0][0]).get("structure_drift", {})
    return str(drift["reason"]) if drift.get("refit_suggested") else None
