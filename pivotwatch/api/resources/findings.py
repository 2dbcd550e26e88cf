"""Findings: what detectors said, why, and what people made of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import PlainTextResponse
from pydantic import Field

from foundation import UnknownNameError, Warehouse, named_sql, parse_window
from governance import Record, Verdict, VerdictWord, standing, verdict_history
from pivotwatch.api.access import Acting, Held, needs
from pivotwatch.api.paging import DEFAULT_LIMIT, Cursor, Limit, Page, Sent, Shown, cut, read_cursor
from pivotwatch.api.resources.profiles import ByPartner, Windowed

routes = APIRouter(prefix="/findings", tags=["findings"])

FindingId = Annotated[str, Path(description="Of a finding.", examples=["pivot-3f9ac21b04d7"], max_length=64)]


class EvidenceShown(Shown):
    """One endpoint's part in a change."""

    endpoint: str = Field(examples=["POST /v2/invoices"])
    before: float = Field(description="Share of the partner's calls before, in [0, 1].")
    after: float = Field(description="Share since.")
    contribution: float = Field(description="Its part of the whole change.")


class FindingShown(Shown):
    """What a detector says about a partner, a group or the platform in a window."""

    finding_id: str = Field(description="The same whenever the window is processed again.")
    window: str = Field(examples=["2026-W47"])
    partner: str | None = Field(description="Null = about a group or the platform.")
    detector: str = Field(examples=["pivot"])
    kind: str = Field(examples=["pivot"])
    pivot_kind: str | None = Field(description="`abrupt`, `gradual`, `partial` or `novel`; null = no pivot.")
    from_group: int | None
    to_group: int | None
    from_group_name: str | None
    to_group_name: str | None
    severity: Literal["low", "medium", "high"]
    confidence: float = Field(ge=0, le=1)
    alert: bool = Field(description="A manager is told of it.")
    since_window: str
    evidence: list[EvidenceShown]
    reasons: dict[str, Any] = Field(
        description="`real`, `own`, `lasting` and `large`, each with its figures."
    )
    sentence: str = Field(description="For a manager.")
    provisional: bool = Field(description="Learned from few windows.")
    peers: dict[str, Any] = Field(description="What the partner's group did.")
    verdict: VerdictWord | None = Field(description="What people said last; null = nothing yet.")


class VerdictShown(Shown):
    """One word of a person or a bot on a finding."""

    finding_id: str
    verdict: VerdictWord
    note: str
    by: str
    at: datetime


class VerdictGiven(Sent):
    """What a finding was worth."""

    verdict: VerdictWord = Field(
        description="`confirmed`: true, and it mattered. `false-alarm`: nothing of the sort happened. "
        "`fine`: true, and fine by us.",
        examples=["confirmed"],
    )
    note: str = Field("", max_length=4000, examples=["They launched a booking app."])


@routes.get("", dependencies=[needs("read")], response_model=Page[FindingShown])
def list_findings(
    service: Held,
    window: Windowed = None,
    partner: ByPartner = None,
    kind: Annotated[
        str | None, Query(description="Only this kind.", examples=["pivot"], max_length=100)
    ] = None,
    severity: Annotated[Literal["low", "medium", "high"] | None, Query(description="Only this one.")] = None,
    alert: Annotated[bool | None, Query(description="Only findings that (do not) alert.")] = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """List findings, newest window first, then by id."""
    after_win, after_id = read_cursor(cursor, [str, str])
    key = None if window is None else parse_window(window).key
    wanted = {"win": key, "partner": partner, "kind": kind, "severity": severity, "alert": alert}
    with service.reading() as warehouse:
        rows = _rows(warehouse, **wanted, after_win=after_win, after_id=after_id, most=limit + 1)
    page = cut(rows, limit, lambda row: [row["window"], row["finding_id"]])
    return page | {"items": _judged(page["items"], service.record)}


@routes.get("/{finding_id}", dependencies=[needs("read")], response_model=FindingShown)
def read_finding(service: Held, finding_id: FindingId) -> dict[str, Any]:
    """Return one finding."""
    with service.reading() as warehouse:
        return _judged(_one(warehouse, finding_id), service.record)[0]


@routes.get("/{finding_id}/explanation", dependencies=[needs("read")], response_class=PlainTextResponse)
def explain_finding(service: Held, finding_id: FindingId) -> str:
    """Explain a finding in full, as plain text: why, evidence, peers, verdicts, and what to do."""
    from pivotwatch.findings import explained  # noqa: PLC0415 - loads every detector

    with service.reading() as warehouse:
        (row,) = _judged(_one(warehouse, finding_id), service.record)
    empty = dict.fromkeys(("real", "own", "lasting", "large"))
    return explained(row | {"reasons": empty | row["reasons"]}, verdict_history(service.record, [finding_id]))


@routes.get("/{finding_id}/verdicts", dependencies=[needs("read")], response_model=list[VerdictShown])
def list_verdicts(service: Held, finding_id: FindingId) -> list[Verdict]:
    """Return everything that was said of a finding, oldest first."""
    with service.reading() as warehouse:
        _one(warehouse, finding_id)
    return verdict_history(service.record, [finding_id])


@routes.post(
    "/{finding_id}/verdicts", dependencies=[needs("feedback")], response_model=VerdictShown, status_code=201
)
def give_verdict(service: Held, finding_id: FindingId, given: VerdictGiven, act: Acting) -> Verdict:
    """Say what a finding was worth; it counts for later windows, from the next run on."""
    from pivotwatch.findings import judge_findings  # noqa: PLC0415 - loads every detector

    with service.reading() as warehouse:
        _one(warehouse, finding_id)
        (verdict,) = judge_findings(
            warehouse, service.record, [finding_id], given.verdict, note=given.note, by=act.actor, now=act.now
        )
    return verdict


def _one(warehouse: Warehouse, finding_id: str) -> list[dict[str, Any]]:
    found = _rows(warehouse, finding_id=finding_id, most=1)
    if not found:
        raise UnknownNameError("finding", finding_id, ())
    return found


_FILTERS = dict.fromkeys(
    ("finding_id", "win", "partner", "kind", "severity", "alert", "after_win", "after_id")
)
_NESTED = ("evidence", "reasons", "peers")


def _rows(warehouse: Warehouse, **values: object) -> list[dict[str, Any]]:
    found = warehouse.records(named_sql("pivotwatch", "api_findings"), _FILTERS | values)
    return [row | {name: json.loads(row[name]) for name in _NESTED} for row in found]


def _judged(rows: Sequence[dict[str, Any]], record: Record) -> list[dict[str, Any]]:
    words = standing(verdict_history(record, [row["finding_id"] for row in rows]))
    return [row | {"verdict": _word(words.get(row["finding_id"]))} for row in rows]


def _word(verdict: Verdict | None) -> VerdictWord | None:
    return verdict.verdict if verdict else None
