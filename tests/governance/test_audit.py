"""The audit log: whole as long as nobody touched it, and who touched it shows."""

from __future__ import annotations

import json
import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from governance import (
    Record,
    audit_entries,
    export_audit,
    newest_audit_entries,
    open_case,
    resolve_case,
    verify_audit,
    write_audit,
    writing,
)
from tests.governance.governance_examples import ANNA, NOW, finding

_DISARM = {
    "sqlite": ["DROP TRIGGER audit_log_no_update", "DROP TRIGGER audit_log_no_delete"],
    "postgresql": ["ALTER TABLE audit_log DISABLE TRIGGER ALL"],
}


def filled(record: Record, entries: int = 5) -> None:
    for number in range(entries):
        with writing(record) as connection:
            write_audit(connection, NOW, "anna", "login", f"user-{number}", {"from": "10.0.0.1"})


def tamper(record: Record, statement: str) -> None:
    """Do what only an administrator of the database can: take the guard away and change the log."""
    with writing(record) as connection:
        for each in [*_DISARM[record.dialect.name], statement]:
            connection.execute(text(each))


def test_an_untouched_log_is_whole(record: Record) -> None:
    """Entries are numbered without gaps and verify; the head is the newest one's hash; empty is whole."""
    assert (verify_audit(record).entries, verify_audit(record).broken) == (0, ())
    filled(record)
    found = verify_audit(record)
    assert (found.entries, found.broken) == (5, ())
    assert found.head == audit_entries(record)[-1].hash == newest_audit_entries(record, 1)[0].hash
    assert [entry.number for entry in audit_entries(record, after=3)] == [4, 5]


@pytest.mark.parametrize("statement", ["UPDATE audit_log SET actor = 'mallory'", "DELETE FROM audit_log"])
def test_the_database_itself_refuses_changes(record: Record, statement: str) -> None:
    """An UPDATE or DELETE on the log fails, so that no bug of ours can rewrite it."""
    filled(record)
    with pytest.raises(DBAPIError, match="append-only"), writing(record) as connection:
        connection.execute(text(statement))
    assert verify_audit(record).broken == ()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE audit_log SET actor = 'mallory' WHERE number = 3", "entry 3 was changed"),
        ("UPDATE audit_log SET details_json = '{}' WHERE number = 3", "entry 3 was changed"),
        ("UPDATE audit_log SET at = '2026-01-01 00:00:00.000000' WHERE number = 3", "entry 3 was changed"),
        ("DELETE FROM audit_log WHERE number = 3", "entry 3 is missing"),
        ("DELETE FROM audit_log WHERE number = 1", "entry 1 is missing"),
    ],
)
def test_who_gets_past_the_guard_shows(record: Record, statement: str, told: str) -> None:
    """A changed or removed entry breaks the chain, and the first break is named."""
    filled(record)
    tamper(record, statement)
    assert verify_audit(record).broken[0].startswith(told)


@pytest.mark.parametrize(
    "statement", ["DELETE FROM audit_log WHERE number = 5", "DELETE FROM audit_log", "DELETE FROM audit_head"]
)
def test_a_cut_tail_shows(record: Record, statement: str) -> None:
    """Without its newest entries the chain looks whole, but the record knows what its newest entry was."""
    filled(record)
    tamper(record, statement)
    assert verify_audit(record).broken[0].startswith("the log's end was cut off")


def test_a_new_end_shows_against_a_noted_hash(record: Record) -> None:
    """Who cuts the log and rewrites what its newest entry was is found out by a hash noted elsewhere."""
    filled(record)
    noted = verify_audit(record).head
    tamper(record, "DELETE FROM audit_log WHERE number = 5")
    with writing(record) as connection:
        connection.execute(
            text("UPDATE audit_head SET number = 4, hash = (SELECT hash FROM audit_log WHERE number = 4)")
        )
    assert verify_audit(record).broken == ()
    assert "no longer in the log" in verify_audit(record, head=noted).broken[0]


def test_entries_stand_and_fall_with_what_they_tell(record: Record) -> None:
    """A transaction that is taken back leaves no entry."""
    filled(record, 1)
    with writing(record) as connection:
        write_audit(connection, NOW, "anna", "login", "user-1")
        connection.rollback()
    assert verify_audit(record).entries == 1


def test_many_writers_make_one_chain(record: Record) -> None:
    """Writers at the same time wait for each other, and the chain is whole."""
    threads = [threading.Thread(target=filled, args=(record, 4)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = verify_audit(record)
    assert (found.entries, found.broken) == (24, ())


def test_the_export_is_json_lines(record: Record) -> None:
    """Every entry is one line with all its fields, in order."""
    case = open_case(record, finding(), ANNA).case
    resolve_case(record, case.case_id, "reverted", ANNA)
    lines = [json.loads(line) for line in export_audit(record)]
    assert [line["action"] for line in lines] == ["case.opened", "case.resolved"]
    assert lines[1]["previous_hash"] == lines[0]["hash"]
    assert lines[0]["at"] == "2026-11-16T09:00:00.000000Z"
    assert [entry.action for entry in audit_entries(record, subject=case.case_id)] == [
        "case.opened",
        "case.resolved",
    ]
