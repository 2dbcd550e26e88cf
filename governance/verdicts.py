"""What managers said of findings: an append-only history, of which the newest word on a finding counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Literal, get_args

from sqlalchemy import Column, Connection, DateTime, Integer, String, Table, insert, select

from governance.acts import to_column
from governance.audit.writing import write_audit
from governance.record import METADATA, Record, writing

VerdictWord = Literal["confirmed", "false-alarm", "fine"]
VERDICT_WORDS: tuple[VerdictWord, ...] = get_args(VerdictWord)
"""Confirmed: true, and it mattered. False alarm: nothing of the sort happened. Fine: true, fine by us."""

_TABLE = Table(
    "verdicts",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("finding_id", String(64), nullable=False, index=True),
    Column("window", String(16), nullable=False),
    Column("partner", String(500)),
    Column("detector", String(100), nullable=False),
    Column("kind", String(100), nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("note", String(4000), nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", DateTime, nullable=False),  # UTC
)
_FIELDS = [column for column in _TABLE.columns if column.name != "number"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One word of a manager on one finding, with what the finding was about, should it ever be made anew.

    Attributes
    ----------
    at
        When it was said; aware, UTC.
    """

    finding_id: str
    window: str
    partner: str | None
    detector: str
    kind: str
    verdict: VerdictWord
    note: str
    by: str
    at: datetime


def record_verdicts(record: Record, verdicts: Sequence[Verdict]) -> None:
    """Add verdicts; earlier ones on the same findings stay in the history."""
    with writing(record) as connection:
        record_verdicts_within(connection, verdicts)
        for each in verdicts:
            details = {"verdict": each.verdict, "partner": each.partner}
            write_audit(connection, each.at, each.by, "finding.judged", each.finding_id, details)


def record_verdicts_within(connection: Connection, verdicts: Sequence[Verdict]) -> None:
    """Do the same within a transaction."""
    rows = [asdict(each) | {"at": to_column(each.at)} for each in verdicts]
    if rows:
        connection.execute(insert(_TABLE), rows)


def verdict_history(record: Record, finding_ids: Sequence[str] | None = None) -> list[Verdict]:
    """Return every verdict ever given, in the order given.

    Parameters
    ----------
    finding_ids
        Only on these findings; None = on all.
    """
    query = select(*_FIELDS).order_by(_TABLE.c.number)
    if finding_ids is not None:
        query = query.where(_TABLE.c.finding_id.in_(finding_ids))
    with record.connect() as connection:
        rows = connection.execute(query).mappings().all()
    return [Verdict(**(dict(row) | {"at": row["at"].replace(tzinfo=UTC)})) for row in rows]


def standing(history: Iterable[Verdict]) -> dict[str, Verdict]:
    """Return the newest verdict on each finding, by finding id."""
    return {verdict.finding_id: verdict for verdict in history}
