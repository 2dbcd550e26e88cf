"""A home with both stores filled, and what all their rows say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import MetaData, select

from foundation import Home, Warehouse, stable_number
from governance import (
    Act,
    CaseFinding,
    Contact,
    Credential,
    Declaration,
    NewMessage,
    Partner,
    Record,
    Verdict,
    answer_token,
    approve_message,
    comment_case,
    draft_message,
    give_answer,
    open_case,
    record_verdicts,
    save_partners,
)
from pivotwatch.app import App
from tests.cycle.cycle_usage import PIVOTING, app_at, load, run, usage_of

WEEKS = 14
PARTNER = PIVOTING
"""Registered, with a case, a message, an answer and a verdict."""
OTHER = "stock-3"
TRACES = ("Jo Secretperson", "jo@secret.example", "Secret Books Ltd")


def filled_app(home: Home, database: str = "") -> App:
    """Make a processed platform whose pivoting partner is in the register and has a case."""
    app = app_at(home, WEEKS, {"governance.database": database} if database else {})
    with app.warehouse() as warehouse:
        load(warehouse, usage_of(range(WEEKS)))
        _calls(warehouse)
        now = app.clock.now()
        save_partners(app.record, [_partner(PARTNER, *TRACES), _partner(OTHER)], "mia", now)
        run(app, warehouse)
        _case(app, warehouse, Act("mia", now))
    return app


def analytics(warehouse: Warehouse) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table of the analytics store, sorted."""
    names = warehouse.rows("SELECT table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY 1")
    return {name: sorted(warehouse.rows(_all_of(name)), key=repr) for (name,) in names}


def record_rows(record: Record) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table of the record, sorted."""
    found = MetaData()
    found.reflect(record)
    with record.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in found.sorted_tables
        }


def mentions(rows: Mapping[str, list[tuple[Any, ...]]], *words: str) -> Iterator[str]:
    """Yield `table: row` for every row that has one of the words in it."""
    for table, found in rows.items():
        for row in found:
            if any(word in str(cell) for cell in row for word in words):
                yield f"{table}: {row}"


def _all_of(name: str) -> Any:
    return f'SELECT * FROM "{name}"'  # noqa: S608 - a table of ours


def _partner(partner_id: str, contact: str = "Ann", email: str = "ann@x.example", name: str = "X") -> Partner:
    credential = Credential(stable_number(partner_id), partner_id)
    contacts = (Contact("technical", contact, email),)
    return Partner(
        partner_id,
        name,
        "gold",
        "mia",
        "en",
        "UTC",
        (credential,),
        contacts,
        Declaration(("Invoice readers",)),
    )


def _calls(warehouse: Warehouse) -> None:
    """Add one call a day for each credential, and a quarantined line that names the partner."""
    warehouse.execute(
        "INSERT INTO calls SELECT day::TIMESTAMP, day, credential_id, min(endpoint_id), 200, 1, 1, NULL, 1 "
        "FROM credential_usage GROUP BY day, credential_id"
    )
    values = [1, "access.log", 1, "no time", f"a line of {PARTNER}"]
    warehouse.execute("INSERT INTO rejects VALUES (?, ?, ?, ?, ?)", values)


def _case(app: App, warehouse: Warehouse, act: Act) -> None:
    (row,) = warehouse.records(
        "SELECT *, win AS window, partner_id AS partner FROM findings "
        "WHERE kind = 'pivot' AND partner_id = ?",
        [PARTNER],
    )
    names = {"from_group_name": "Books", "to_group_name": "CRM", "evidence": [], "verdict": None}
    finding = CaseFinding.of(row | names | {"reasons": {}, "peers": {}})
    case = open_case(app.record, finding, act).case
    comment_case(app.record, case.case_id, f"Called {TRACES[0]}.", act)
    new = NewMessage(
        key=(case.case_id, "question"),
        purpose="question",
        channel="email",
        recipient=TRACES[1],
        recipient_name=TRACES[0],
        subject=f"{TRACES[2]}, what changed?",
        text="Tell us.",
        case_id=case.case_id,
        partner=PARTNER,
        to_partner=True,
    )
    message = approve_message(app.record, draft_message(app.record, new, act).message_id, act)
    _answer(app, message.message_id, act)
    said = Verdict(
        finding_id=finding.finding_id,
        window=finding.window,
        partner=PARTNER,
        detector="pivot",
        kind="pivot",
        verdict="confirmed",
        note=f"{TRACES[0]} said so",
        by="mia",
        at=act.now,
    )
    record_verdicts(app.record, [said])


def _answer(app: App, message_id: str, act: Act) -> None:
    key = app.home.secret_key()
    until = act.now.replace(year=act.now.year + 1)
    token = answer_token(message_id, until, key)
    give_answer(app.record, token, key, "planned", f"{TRACES[0]}: yes", act.now)
