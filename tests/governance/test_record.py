"""The governance record: two databases, versions, and two processes at once."""

from __future__ import annotations

import stat
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from foundation import Home, InputError, PivotwatchError
from governance import (
    Act,
    Declaration,
    Partner,
    Record,
    add_plan,
    job_states,
    open_record,
    pause_job,
    read_partners,
    save_partners,
)

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def test_what_was_written_is_there_when_it_is_opened_again(database: str, home: Home) -> None:
    """A record keeps what it was given over opening it a second time."""
    first = open_record(database, home.governance_file)
    save_partners(first, [Partner("acme", "Acme")], "anna", NOW)
    first.dispose()
    second = open_record(database, home.governance_file)
    assert [partner.partner_id for partner in read_partners(second)] == ["acme"]
    second.dispose()


def test_a_record_of_a_newer_version_is_refused(record: Record, database: str, home: Home) -> None:
    """A record written by a newer version is refused with both versions named, and stays as it was."""
    with record.begin() as connection:
        connection.execute(text("INSERT INTO record_versions VALUES (9999)"))
    with pytest.raises(PivotwatchError, match="9999"):
        open_record(database, home.governance_file)
    assert read_partners(record) == []


def test_many_may_open_and_write_at_once(record: Record, database: str, home: Home) -> None:
    """Eight writers that open the same record at once all get their partner in."""
    failures: list[BaseException] = []

    def write(number: int) -> None:
        try:
            mine = open_record(database, home.governance_file)
            save_partners(mine, [Partner(f"p{number}", f"P{number}")], "anna", NOW)
            mine.dispose()
        except BaseException as error:  # noqa: BLE001 - told to the test below
            failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(read_partners(record)) == 8


def test_a_sqlite_record_is_its_owners_alone(home: Home) -> None:
    """The file of the record can be read by nobody else: contacts are personal data."""
    open_record("", home.governance_file).dispose()
    assert stat.S_IMODE(home.governance_file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("nonsense", "no database URL"),
        ("mysql://host/name", "mysql is not supported"),
        ("postgresql://user:hidden@127.0.0.1:1/name", "cannot be opened"),
    ],
)
def test_a_database_that_cannot_be_used_is_explained(url: str, told: str, tmp_path: Path) -> None:
    """A wrong setting tells what is wrong with it, and never the password."""
    with pytest.raises(InputError, match=told) as refused:
        open_record(url, tmp_path / "unused")
    assert "hidden" not in str(refused.value)


def test_a_record_of_the_first_version_gets_the_new_columns(database: str, home: Home) -> None:
    """One from before tags, sources of declarations and plans of jobs opens, keeps what it has, takes those.

    A table that was made by a later version is missing in it, and is made.
    """
    made = open_record(database, home.governance_file)
    pause_job(made, "backup", Act("anna", NOW), paused=True)
    save_partners(made, [Partner("acme", "Acme", declared=Declaration(("Contact sync",)))], "anna", NOW)
    with made.begin() as connection:
        connection.execute(text("ALTER TABLE partners DROP COLUMN tags_json"))
        connection.execute(text("ALTER TABLE declarations DROP COLUMN source"))
        connection.execute(text("ALTER TABLE jobs DROP COLUMN schedule"))
        connection.execute(text("ALTER TABLE jobs DROP COLUMN next_run_at"))
        connection.execute(text("DELETE FROM record_versions"))
        connection.execute(text("INSERT INTO record_versions VALUES (1)"))
    made.dispose()
    opened = open_record(database, home.governance_file)
    (partner,) = read_partners(opened)
    assert (partner.tags, partner.declared) == ((), Declaration(("Contact sync",)))
    save_partners(opened, [Partner("acme", "Acme", tags=("pilot",))], "anna", NOW)
    assert read_partners(opened)[0].tags == ("pilot",)
    assert add_plan(opened, "backup", "30 2 * * *", NOW)
    assert (job_states(opened)["backup"].paused, job_states(opened)["backup"].next_run_at) == (True, NOW)
    with opened.begin() as connection:
        connection.execute(text("DROP TABLE jobs"))
        connection.execute(text("DELETE FROM record_versions WHERE version > 2"))
        connection.execute(text("INSERT INTO record_versions VALUES (2)"))
    opened.dispose()
    again = open_record(database, home.governance_file)
    assert job_states(again) == {}
    again.dispose()
