"""Puts one window's report together."""

from __future__ import annotations

import json
from collections.abc import Sequence

from foundation import Warehouse, Window, named_sql
from reports.content import Basis, Platform, Report
from reports.group_content import GroupMap
from reports.reading.findings import read_findings
from reports.reading.flow import read_flow
from reports.reading.group_map import read_group_map
from reports.reading.health import read_health
from reports.reading.partners import read_partners
from reports.reading.windows import chosen_window, open_windows, processed_windows


def read_report(
    warehouse: Warehouse, platform: Platform, key: str | None = None, *, with_map: bool = True
) -> Report:
    """Read everything a window's report says.

    Parameters
    ----------
    key
        The window; None = the latest processed one, or the open one where none is processed.
    with_map
        False = the group map stays empty; it costs as much as the rest.

    Raises
    ------
    InputError
        When no window is processed yet, or not this one.
    """
    processed = processed_windows(warehouse)
    window = chosen_window(processed, open_windows(warehouse), key)
    basis = _basis(warehouse, window, processed)
    findings = read_findings(warehouse, window.key)
    pivots = [each for each in findings if each.kind == "pivot"]
    lists = read_partners(warehouse, window, basis)
    return Report(
        platform=platform,
        window=window,
        basis=basis,
        pivots=pivots,
        others=[each for each in findings if each.kind != "pivot"],
        flow=read_flow(warehouse, window, basis.previous, pivots),
        group_map=read_group_map(warehouse, window.key) if with_map else GroupMap((), 0.0, 0),
        new=lists.new,
        silent=lists.silent,
        provisional=lists.provisional,
        registered_partners=warehouse.one("SELECT count(*) FROM registered_partners")[0],
        health=read_health(warehouse, window),
        refit_advice=_refit_advice(warehouse, window.key) if basis.closed else None,
    )


def _basis(warehouse: Warehouse, window: Window, processed: Sequence[Window]) -> Basis:
    before = [one for one in processed if one < window]
    partners, groups = warehouse.one(named_sql("reports", "basis"), {"win": window.key})
    return Basis(
        number=len(before) + 1,
        previous=before[-1] if before else None,
        partners=partners,
        groups=groups,
        closed=window in processed,
    )


def _refit_advice(warehouse: Warehouse, win: str) -> str | None:
    rows = warehouse.rows(named_sql("reports", "groups_run"), {"win": win})
    if not rows:
        return None
    drift = json.loads(rows[0][0]).get("structure_drift", {})
    return str(drift["reason"]) if drift.get("refit_suggested") else None
