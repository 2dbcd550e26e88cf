"""The report for machines: one JSON document, or CSV with one row a finding."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from reports.content import Finding, Report
from reports.headline import caveat, headline
from reports.health_words import warnings

_COLUMNS = (
    "finding_id",
    "window",
    "partner_id",
    "partner",
    "subject",
    "owner",
    "tier",
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
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def render_json(report: Report) -> str:
    """Return everything the page says as one JSON document."""
    whole = {
        "platform": asdict(report.platform),
        "window": {
            "key": report.window.key,
            "first_day": report.window.start,
            "last_day": report.window.end - timedelta(days=1),
        },
        "closed": report.basis.closed,
        "headline": headline(report),
        "provisional_because": caveat(report),
        "partners": report.basis.partners,
        "groups": report.basis.groups,
        "pivots": [asdict(each) for each in report.pivots],
        "findings": [asdict(each) for each in report.others],
        "flow": _flow(report),
        "group_map": asdict(report.group_map),
        "new": [asdict(each) for each in report.new],
        "silent": [asdict(each) for each in report.silent],
        "provisional": [asdict(each) for each in report.provisional],
        "health": asdict(report.health),
        "warnings": warnings(report),
        "refit_advice": report.refit_advice,
    }
    return json.dumps(whole, ensure_ascii=False, indent=2, default=_plain) + "\n"


def render_csv(report: Report) -> str:
    """Return one row for each finding, pivots first, safe to open in a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*_COLUMNS, "evidence", "reasons"])
    for finding in (*report.pivots, *report.others):
        writer.writerow([cell(value) for value in _row(finding)])
    return text.getvalue()


def _flow(report: Report) -> dict[str, Any]:
    since = report.flow.since
    return {**asdict(report.flow), "since": since.key if since else None}


def _row(finding: Finding) -> list[object]:
    evidence = "; ".join(
        f"{share.endpoint}: {share.before:.4f} -> {share.after:.4f} ({share.contribution:.4f})"
        for share in finding.evidence
    )
    return [*(getattr(finding, name) for name in _COLUMNS), evidence, _reasons(finding.reasons)]


def _reasons(reasons: Mapping[str, object]) -> str:
    return "; ".join(f"{name}: {text}" for name, text in reasons.items())


def cell(value: object) -> str:
    """Return a cell that a spreadsheet takes as text (OWASP, CSV injection)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not isinstance(value, (int, float)) else text


def _plain(value: object) -> object:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
