"""Findings as people read and judge them: listing with verdicts, judging, the full explanation of one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from foundation import InputError, Problem, Warehouse, named_sql
from governance import Record, Verdict, VerdictWord, record_verdicts, standing, verdict_history

_NESTED = ("evidence", "reasons", "peers")
_REASONS = ("real", "own", "lasting", "large")
_ORDER = (
    "finding_id",
    "window",
    "partner",
    "detector",
    "kind",
    "pivot_kind",
    "from_group",
    "to_group",
    "from_group_name",
    "to_group_name",
    "severity",
    "confidence",
    "alert",
    "since_window",
    "evidence",
    "reasons",
    "sentence",
    "provisional",
    "peers",
    "verdict",
)


def list_findings(
    warehouse: Warehouse,
    record: Record,
    *,
    window: str | None = None,
    partner: str | None = None,
    kind: str | None = None,
    alerts: bool = False,
) -> list[dict[str, Any]]:
    """Return findings, newest window first; the keys are those of `findings --json`, in that order.

    Parameters
    ----------
    window, partner, kind
        Only these; None = all.
    alerts
        Only findings that alert.
    """
    filters = {"win": window, "partner": partner, "kind": kind, "alerts": alerts}
    rows = warehouse.records(named_sql("pivotwatch", "findings_list"), filters)
    words = standing(verdict_history(record))
    return [_shown(row, words.get(row["finding_id"])) for row in rows]


def _shown(row: dict[str, Any], verdict: Verdict | None) -> dict[str, Any]:
    nested = {name: json.loads(row[name]) for name in _NESTED}
    # the four reasons are a pivot's; scripts may rely on the names being there for every kind
    nested["reasons"] = dict.fromkeys(_REASONS) | nested["reasons"]
    whole = row | nested | {"verdict": verdict.verdict if verdict else None}
    return {name: whole[name] for name in _ORDER}


def find(warehouse: Warehouse, record: Record, finding_ids: Iterable[str]) -> list[dict[str, Any]]:
    """Return the findings of these ids, in that order.

    Raises
    ------
    InputError
        Naming every id that is not known.
    """
    known = {row["finding_id"]: row for row in list_findings(warehouse, record)}
    wanted = list(dict.fromkeys(finding_ids))
    unknown = [each for each in wanted if each not in known]
    if unknown:
        raise InputError(
            "Nothing was changed; these findings are not known:",
            [
                Problem("finding", each, "see `pivotwatch findings` for the ids that exist")
                for each in unknown
            ],
        )
    return [known[each] for each in wanted]


def judge_findings(
    warehouse: Warehouse,
    record: Record,
    finding_ids: Sequence[str],
    word: VerdictWord,
    *,
    note: str,
    by: str,
    now: datetime,
) -> list[Verdict]:
    """Record a verdict on each finding; it counts for windows after the finding's, from the next run on.

    Raises
    ------
    InputError
        Naming every id that is not known; then no verdict is recorded.
    """
    verdicts = [
        Verdict(
            finding_id=row["finding_id"],
            window=row["window"],
            partner=row["partner"],
            detector=row["detector"],
            kind=row["kind"],
            verdict=word,
            note=note,
            by=by,
            at=now,
        )
        for row in find(warehouse, record, finding_ids)
    ]
    record_verdicts(record, verdicts)
    return verdicts


def explained(row: dict[str, Any], history: Iterable[Verdict]) -> str:
    """Return everything there is to say about a finding, as plain text."""
    about = row["partner"] or "the platform"
    told = "alert" if row["alert"] else "no alert"
    provisional = ", provisional: learned from few windows" if row["provisional"] else ""
    what = f"{row['pivot_kind']} {row['kind']}" if row["pivot_kind"] else row["kind"]
    when = f"{row['window']}, since {row['since_window']}"
    weight = f"severity {row['severity']}, confidence {row['confidence']:.2f}, {told}{provisional}"
    lines = [f"{row['finding_id']}: {what} of {about}", f"{when}; {weight}", "", row["sentence"]]
    if row["from_group_name"] or row["to_group_name"]:
        lines.append(f"From group {_group(row, 'from')} to group {_group(row, 'to')}.")
    lines += _section("Why", [f"{name}: {text}" for name, text in row["reasons"].items() if text])
    lines += _section("Evidence (before -> after, part of the change)", map(_evidence, row["evidence"]))
    lines += _section("Peers", [f"{name}: {_plain(value)}" for name, value in row["peers"].items()])
    mine = [each for each in history if each.finding_id == row["finding_id"]]
    lines += _section("Verdicts", map(_said, mine))
    from detectors import DETECTORS  # noqa: PLC0415 - loads every detector, which a listing does not need

    lines += _section("What to do", DETECTORS[row["detector"]].runbook.strip().splitlines())
    return "\n".join(lines)


def _group(row: dict[str, Any], side: str) -> str:
    return row[f"{side}_group_name"] or "none"


def _evidence(each: dict[str, Any]) -> str:
    shares = f"{each['before']:7.1%} -> {each['after']:6.1%}"
    return f"{shares}  {each['contribution']:6.1%}  {each['endpoint']}"


def _said(verdict: Verdict) -> str:
    note = f": {verdict.note}" if verdict.note else ""
    return f"{verdict.at:%Y-%m-%d %H:%M} {verdict.by or 'somebody'}: {verdict.verdict}{note}"


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _section(title: str, rows: Iterable[str]) -> list[str]:
    found = [f"  {row}" for row in rows]
    return ["", f"{title}:", *found] if found else []
