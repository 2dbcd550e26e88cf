"""The stage that judges: builds the history of a window, runs every detector, replaces the findings."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from detectors import Evidence, Finding, History
from detectors.settings import DetectorSettings
from foundation import StageResult, Warehouse, Window, named_sql, record_run
from pivotwatch.stages.history import HistoryReader
from pivotwatch.stages.judging import judge
from pivotwatch.stages.known import Known

_SCHEMA = {
    "finding_id": pl.String,
    "win": pl.String,
    "partner_id": pl.String,
    "group_id": pl.Int32,
    "detector": pl.String,
    "kind": pl.String,
    "pivot_kind": pl.String,
    "from_group": pl.Int32,
    "to_group": pl.Int32,
    "severity": pl.String,
    "confidence": pl.Float64,
    "alert": pl.Boolean,
    "provisional": pl.Boolean,
    "since_window": pl.String,
    "sentence": pl.String,
    "evidence": pl.String,
    "reasons": pl.String,
    "peers": pl.String,
    "subject": pl.String,
}


def look_back(window: Window, first: Window, limit: int) -> list[Window]:
    """Return the consecutive windows up to and with `window`, oldest first, at most `limit` of them.

    Parameters
    ----------
    first
        The platform's first window; nothing before it is returned.
    """
    found = [window]
    while len(found) < limit and found[-1] > first:
        found.append(found[-1].previous)
    return found[::-1]


def index_of(window: Window, first: Window) -> int:
    """Return how many windows lie between the platform's first and this one."""
    count = 0
    while window > first:
        window = window.previous
        count += 1
    return count


def run(
    reader: HistoryReader,
    window: Window,
    first: Window,
    settings: DetectorSettings,
    known: Known,
    now: datetime,
) -> StageResult:
    """Judge one window with nothing later than itself, and replace its findings.

    Parameters
    ----------
    reader
        Holds the warehouse; give the same one for all windows of a run.
    first
        The platform's first window.
    """
    began = time.perf_counter()
    warehouse = reader.warehouse
    bound = look_back(window, first, settings.look_back_windows)[0]
    earlier = earlier_findings(warehouse, bound.key, window.key)
    history = history_at(reader, window, first, settings, known, earlier)
    found = judge(history, settings, known)
    counts = {
        "partners": len(history.partners),
        "findings": len(found),
        "pivots": sum(finding.kind == "pivot" for finding in found),
        "alerts": sum(bool(finding.alert) for finding in found),
    }
    result = StageResult("findings", window.key, counts, settings.model_dump())
    with warehouse.transaction():
        warehouse.execute("DELETE FROM findings WHERE win = ?", [window.key])
        warehouse.append("findings", pl.DataFrame([_row(each) for each in found], schema=_SCHEMA))
        record_run(warehouse, result, now, time.perf_counter() - began)
    return result


def history_at(
    reader: HistoryReader,
    window: Window,
    first: Window,
    settings: DetectorSettings,
    known: Known,
    earlier: Sequence[Finding],
) -> History:
    """Return everything that detectors may know when they judge a window."""
    windows = look_back(window, first, settings.look_back_windows)
    return reader.read(
        [each.key for each in windows],
        learning=settings.learning_windows,
        first_index=index_of(windows[0], first),
        earlier=earlier,
        declarations=known.declarations_on(window.end - timedelta(days=1)),
        calendar=known.calendar,
    )


def earlier_findings(warehouse: Warehouse, first_win: str, win: str) -> list[Finding]:
    """Return the findings before a window: all from `first_win` on, the newest of each subject before it."""
    bounds = {"first_win": first_win, "win": win}
    frame = warehouse.frame(named_sql("pivotwatch", "findings_earlier"), bounds)
    return [_finding(row) for row in frame.iter_rows(named=True)]


def _row(finding: Finding) -> dict[str, Any]:
    simple = {name: getattr(finding, name) for name in _SCHEMA if hasattr(finding, name)}
    return simple | {
        "win": finding.window,
        "partner_id": finding.partner,
        "group_id": finding.group,
        "confidence": float(finding.confidence),
        "alert": bool(finding.alert),
        "evidence": _json([asdict(each) for each in finding.evidence]),
        "reasons": _json(dict(finding.reasons)),
        "peers": _json(dict(finding.peers)),
    }


def _json(value: Any) -> str:
    # detectors compute with numpy, whose numbers become plain ones here
    return json.dumps(value, default=lambda each: each.item() if hasattr(each, "item") else str(each))


def _finding(row: dict[str, Any]) -> Finding:
    evidence: Sequence[dict[str, Any]] = json.loads(row["evidence"])
    return Finding(
        window=row["win"],
        partner=row["partner_id"],
        group=row["group_id"],
        evidence=tuple(Evidence(**each) for each in evidence),
        reasons=json.loads(row["reasons"]),
        peers=json.loads(row["peers"]),
        **{name: row[name] for name in _PLAIN},
    )


_PLAIN = (
    "detector",
    "kind",
    "pivot_kind",
    "from_group",
    "to_group",
    "severity",
    "confidence",
    "alert",
    "provisional",
    "since_window",
    "sentence",
    "subject",
)
