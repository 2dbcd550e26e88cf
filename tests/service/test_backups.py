"""Backups are of one moment, are checked, and give back what was."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from foundation import Home, InputError
from governance import Act, job_states, request_job
from pivotwatch.app import App
from pivotwatch.backups import make_backup, read_backup, restore_backup
from pivotwatch.service.context import Service
from pivotwatch.service.jobs.backup import PLUGIN
from tests.service.filled import analytics, filled_app, record_rows

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)


def _backup(app: App, folder: Path) -> None:
    with app.warehouse() as warehouse:
        make_backup(app, warehouse, folder, NOW)


def test_what_is_restored_is_what_was(home: Home, database: str, tmp_path: Path) -> None:
    """Row by row, in every table of both stores; and partners' credentials still match, by the key."""
    app = filled_app(home, database)
    key = app.home.secret_key()
    with app.warehouse() as warehouse:
        before = analytics(warehouse)
    request_job(app.record, "backup", "somewhere")  # as the service has been when it makes one
    rows = record_rows(app.record)
    _backup(app, tmp_path / "backup")
    with app.warehouse() as warehouse:
        warehouse.execute("DELETE FROM findings; DELETE FROM calls")
    with app.record.begin() as connection:
        connection.exec_driver_sql("DELETE FROM contacts")
    (home.path / "secret.key").write_bytes(b"x" * 32)

    aside = restore_backup(app, tmp_path / "backup", Act("mia", NOW))
    again = App(home, app.clock, app.overrides)
    with again.warehouse() as warehouse:
        assert analytics(warehouse) == before
        assert warehouse.rows("SELECT path_shape('/a/12')") == [("/a/{id}",)]
    found = record_rows(again.record)
    changed = {name for name in rows if rows[name] != found[name]}
    assert changed <= {"jobs", "audit_log", "audit_head"}  # the outbox is paused, and that is on record
    assert again.home.secret_key() == key
    jobs = job_states(again.record)
    assert jobs["outbox"].paused
    assert jobs["backup"].asked_for is None
    assert aside is not None
    assert (aside / "secret.key").read_bytes() == b"x" * 32


def test_a_backup_while_others_write_is_of_one_moment(home: Home, tmp_path: Path) -> None:
    """With a writer that always adds two rows at once, every copy has an even number of them."""
    app, stop = App(home), threading.Event()
    with app.warehouse() as warehouse:
        service = Service(app, warehouse)

        def write() -> None:
            while not stop.is_set():
                with service.writing() as mine, mine.transaction():
                    mine.execute("INSERT INTO platform_facts VALUES ('a', '1')")
                    mine.execute("INSERT INTO platform_facts VALUES ('b', '1')")

        writer = threading.Thread(target=write)
        writer.start()
        try:
            for number in range(5):
                PLUGIN.run(service, NOW, str(tmp_path / f"backup-{number}"))
        finally:
            stop.set()
            writer.join()
    counts = []
    for number in range(5):
        restored = App(Home(tmp_path / f"restored-{number}"))
        restore_backup(restored, tmp_path / f"backup-{number}", Act("mia", NOW))
        with restored.warehouse() as warehouse:
            counts.append(warehouse.one("SELECT count(*) FROM platform_facts")[0])
    assert all(count % 2 == 0 for count in counts)
    assert counts[-1] > counts[0]


def test_a_damaged_backup_is_refused_before_anything_is_touched(home: Home, tmp_path: Path) -> None:
    """One changed byte is named, the stores stay; a folder without a manifest is no backup."""
    app = App(home)
    _backup(app, tmp_path / "backup")
    file = tmp_path / "backup" / "governance.sqlite"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    with pytest.raises(InputError, match=r"governance\.sqlite is missing or was changed"):
        restore_backup(app, tmp_path / "backup", Act("mia", NOW))
    assert not list(home.path.glob("before-restore-*"))
    with pytest.raises(InputError, match="is no backup"):
        read_backup(tmp_path)


def test_only_the_newest_are_kept(home: Home) -> None:
    """The job keeps as many as set, and leaves alone what it did not make; a named folder must be new."""
    app = App(home, overrides={"service.backup.keep": "2"})
    (home.path / "backups" / "mine").mkdir(parents=True)
    with app.warehouse() as warehouse:
        service = Service(app, warehouse)
        for day in (1, 2, 3):
            PLUGIN.run(service, NOW.replace(day=day), "")
        with pytest.raises(InputError, match="is there already"):
            PLUGIN.run(service, NOW, str(home.path))
    names = sorted(folder.name for folder in (home.path / "backups").iterdir())
    assert names == ["2026-11-02T050000Z", "2026-11-03T050000Z", "mine"]
    files = (home.path / "backups" / names[0]).iterdir()
    assert not any(file.stat().st_mode & 0o077 for file in files)
